"""Every address of the house against everybody who might try it, in one table.

A new address is a new line here, written before its view.
"""

import re

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from world import GET, POST, knock, undone

from dialogues.models import Membership
from participants import vetting
from trackii.audit.models import Entry
from trackii.policy import NOBODY
from trackii.vault.models import Grant
from workshops import seating

WHO = ["reader", "rapporteur", "organiser", "officer", "facilitator", "convener"]

# Who is on no team is told nothing (404), who is not signed in is asked to (302).
#                            method  reader  rapp.  organ. officer facil. conv.
DOORS = {
    "dialogues:initiative":      (GET,  200,   200,   200,   200,   200,   200),
    "dialogues:sign":            (POST, 403,   302,   302,   302,   302,   403),
    "dialogues:begin":           (POST, 403,   403,   403,   403,   403,   302),
    "dialogues:pause":           (POST, 403,   403,   403,   403,   403,   302),
    "dialogues:resume":          (POST, 403,   403,   403,   403,   403,   302),
    "dialogues:hand_over":       (POST, 403,   403,   403,   403,   403,   302),
    "dialogues:conclude":        (POST, 403,   403,   403,   403,   403,   302),
    "dialogues:team":            (GET,  403,   200,   200,   200,   200,   200),
    "dialogues:name":            (POST, 403,   403,   403,   403,   403,   302),
    "dialogues:sign_membership": (POST, 403,   302,   302,   302,   302,   403),
    "dialogues:name_leaving":    (POST, 403,   403,   403,   403,   403,   302),
    "dialogues:release":         (POST, 403,   302,   302,   302,   302,   403),
    "dialogues:take_back":       (POST, 403,   403,   403,   403,   403,   302),
    "dialogues:give":            (POST, 403,   302,   302,   302,   302,   302),
    "workshops:place":           (POST, 404,   403,   403,   403,   302,   403),
    "workshops:entries":         (GET,  403,   200,   200,   200,   200,   200),
    "workshops:want_entries":    (POST, 403,   302,   302,   302,   302,   302),
    "workshops:refuse_entries":  (POST, 403,   302,   302,   302,   302,   302),
    "dialogues:days":            (GET,  403,   200,   200,   200,   200,   200),
    "dialogues:tell_days":       (POST, 403,   403,   403,   403,   403,   302),
    "dialogues:keep_days":       (POST, 403,   403,   403,   403,   403,   302),
    "dialogues:custody":         (GET,  200,   200,   200,   200,   200,   200),
    "dialogues:name_custodians": (POST, 403,   403,   403,   403,   403,   302),
    "dialogues:sign_custody":    (POST, 403,   302,   302,   302,   302,   403),
    "dialogues:end_custody":     (POST, 403,   403,   403,   403,   403,   302),
    "dialogues:ask_recovery":    (POST, 422,   422,   302,   422,   422,   422),
    "dialogues:withdraw":        (POST, 403,   403,   302,   403,   403,   302),
    "dialogues:record":          (GET,  403,   403,   403,   403,   403,   200),
    "dialogues:retention":       (GET,  403,   403,   403,   200,   200,   200),
    "dialogues:hold":            (POST, 403,   403,   403,   302,   302,   302),
    "dialogues:ask_to_lift":     (POST, 403,   403,   403,   302,   302,   302),
    "dialogues:keep_up":         (POST, 403,   403,   403,   302,   302,   302),
    "dialogues:lift":            (POST, 403,   403,   403,   302,   302,   403),
    "dialogues:destroy":         (GET,  403,   403,   403,   403,   200,   200),
    "dialogues:sign_destruction": (POST, 403,  403,   403,   403,   302,   403),
    "dialogues:take_back_destruction": (POST, 403, 403, 403, 403,   302,   302),
    "dialogues:certificate":     (GET,  403,   403,   403,   200,   200,   200),
    "participants:people":       (GET,  403,   403,   200,   200,   200,   200),
    "participants:nominate":     (GET,  403,   403,   403,   403,   200,   200),
    "participants:candidacy":    (GET,  403,   403,   200,   200,   200,   200),
    "participants:correct":      (GET,  403,   403,   200,   200,   200,   200),
    "participants:own":          (GET,  403,   403,   200,   403,   200,   403),
    "participants:revoke_own":   (POST, 403,   403,   302,   403,   302,   403),
    "participants:take_down":       (POST, 403,   403,   302,   403,   302,   403),
    "participants:sign_paper":   (GET,  403,   403,   200,   403,   200,   403),
    "participants:set_paper_aside": (POST, 403, 403,  302,   403,   302,   403),
    "participants:take_down_withdrawal": (POST, 403, 403, 302,  403,   302,   403),
    "participants:undertakings": (GET,  403,   403,   200,   403,   200,   403),
    "participants:ask_standard": (POST, 403,   403,   302,   403,   302,   403),
    "participants:write_text":   (POST, 403,   403,   302,   403,   302,   403),
    "participants:correct_section": (GET, 403, 403,   200,   200,   200,   200),
    "participants:extracts":     (GET,  403,   403,   200,   403,   200,   200),
    "participants:sign_extract": (POST, 403,   403,   302,   403,   302,   403),
    "participants:fetch":        (POST, 403,   403,   403,   403,   403,   200),
    "participants:give_up":      (POST, 403,   403,   302,   403,   302,   302),
    "participants:bring":        (GET,  403,   403,   403,   403,   200,   200),
    "participants:sheet":        (GET,  403,   403,   403,   403,   200,   200),
    "participants:arrange":      (POST, 403,   403,   403,   403,   302,   302),
    "participants:take_in":      (POST, 403,   403,   403,   403,   302,   302),
    "participants:throw_away":   (POST, 403,   403,   403,   403,   302,   302),
    "participants:duplicates":   (GET,  403,   403,   200,   200,   200,   200),
    "participants:merge":        (POST, 403,   403,   403,   403,   302,   302),
    "participants:sound_out":    (POST, 403,   403,   403,   403,   302,   302),
    "participants:review":       (POST, 403,   403,   403,   302,   403,   403),
    "participants:recommend":    (POST, 403,   403,   403,   302,   403,   403),
    "participants:refer":        (POST, 403,   403,   403,   302,   403,   403),
    "participants:take_back":    (POST, 403,   403,   403,   302,   403,   403),
    "participants:reconsider":   (POST, 403,   403,   403,   302,   403,   403),
    "participants:approve":      (POST, 403,   403,   403,   302,   403,   403),
    "participants:hold":         (POST, 403,   403,   403,   302,   403,   403),
    "participants:decline":      (POST, 403,   403,   403,   302,   403,   403),
    "participants:capacity":     (GET,  403,   403,   403,   200,   403,   403),
    "participants:resolve_capacity": (POST, 403, 403, 403,   302,   403,   403),
    "participants:second_capacity": (POST, 403, 403,  403,   302,   403,   403),
    "participants:change_capacity": (POST, 403, 403,  403,   302,   403,   403),
    "participants:invite":       (POST, 403,   403,   302,   403,   302,   403),
    "participants:accept":       (POST, 403,   403,   302,   403,   302,   403),
    "participants:confirm":      (POST, 403,   403,   302,   403,   302,   403),
    "participants:withdraw":     (POST, 403,   403,   403,   403,   302,   302),
    "participants:make_dormant": (POST, 403,   403,   403,   403,   302,   302),
    "participants:make_active":  (POST, 403,   403,   403,   403,   302,   302),
    "participants:declare":      (GET,  403,   403,   200,   200,   200,   200),
    "participants:check":        (GET,  403,   403,   403,   200,   403,   403),
    "participants:evidence":     (GET,  403,   403,   403,   200,   403,   403),
    "participants:take_out":     (POST, 403,   403,   403,   200,   403,   403),
    "participants:begin_check":  (POST, 403,   403,   403,   302,   403,   403),
    "participants:find":         (POST, 403,   403,   403,   302,   403,   403),
    "participants:settle_check": (POST, 403,   403,   403,   302,   403,   403),
    "participants:note_match":   (POST, 403,   403,   403,   302,   403,   403),
    "participants:refer_check":  (POST, 403,   403,   403,   302,   403,   403),
    "participants:check_again":  (POST, 403,   403,   403,   302,   403,   403),
    "participants:set_aside":    (POST, 403,   403,   403,   302,   403,   403),
    "participants:many":         (GET,  403,   403,   403,   200,   403,   403),
    "participants:matrix":       (GET,  403,   403,   200,   200,   200,   200),
    "participants:want":         (GET,  403,   403,   403,   403,   200,   200),
    "participants:memo":         (GET,  403,   403,   403,   200,   403,   403),
    "participants:demand":       (GET,  403,   403,   403,   200,   403,   403),
    "participants:sign_demand":  (POST, 403,   403,   403,   302,   403,   403),
    "participants:vetting":      (GET,  403,   403,   403,   200,   403,   403),
    "participants:screen_again": (POST, 403,   403,   403,   302,   403,   403),
    "participants:clear_of_lists": (GET, 403,  403,   403,   200,   403,   403),
    "participants:confirm_of_lists": (POST, 403, 403, 403,   302,   403,   403),
    "participants:next_entry":   (GET,  403,   403,   403,   302,   403,   403),
    "participants:own_list":     (GET,  403,   403,   403,   200,   403,   403),
    "participants:remove_own_list": (POST, 403, 403,  403,   302,   403,   403),
    "participants:screening":    (GET,  403,   403,   403,   200,   403,   403),
    "participants:screen":       (POST, 403,   403,   403,   302,   403,   403),
    "participants:judge":        (GET,  403,   403,   403,   200,   403,   403),
    "participants:second":       (POST, 403,   403,   403,   302,   403,   403),
    "participants:set_aside_judgement": (POST, 403, 403,   403,   302,   403,   403),
    "workshops:workshops":       (GET,  200,   200,   200,   200,   200,   200),
    "workshops:propose":         (GET,  403,   403,   403,   403,   200,   403),
    "workshops:workshop":        (GET,  404,   200,   200,   200,   200,   200),
    "workshops:revise_plan":     (GET,  404,   403,   403,   403,   200,   403),
    "workshops:dates":           (GET,  404,   403,   200,   403,   200,   403),
    "workshops:canvass":         (POST, 404,   403,   403,   403,   302,   403),
    "workshops:narrow":          (POST, 404,   403,   403,   403,   302,   403),
    "workshops:look":            (GET,  404,   403,   403,   403,   200,   403),
    "workshops:choose":          (GET,  404,   403,   200,   403,   200,   403),
    "workshops:plainly":         (GET,  404,   403,   403,   403,   200,   403),
    "workshops:ask":             (GET,  404,   403,   200,   403,   200,   403),
    "workshops:hear":            (GET,  404,   403,   200,   403,   200,   403),
    "workshops:consider":        (POST, 404,   403,   302,   403,   302,   403),
    "workshops:answer":          (GET,  404,   200,   200,   200,   200,   200),
    "workshops:settle":          (POST, 404,   403,   403,   403,   302,   403),
    "workshops:move":            (POST, 404,   403,   403,   403,   302,   403),
    "workshops:explain":         (POST, 404,   403,   403,   403,   302,   403),
    "workshops:confirm":         (POST, 404,   403,   403,   403,   302,   403),
    "workshops:open":            (POST, 404,   403,   403,   403,   302,   403),
    "workshops:close":           (POST, 404,   403,   403,   403,   302,   403),
    "workshops:postpone":        (POST, 404,   403,   403,   403,   302,   403),
    "workshops:cancel":          (POST, 404,   403,   403,   403,   302,   403),
    "workshops:seats":           (GET,  404,   403,   200,   200,   200,   200),
    "workshops:offer":           (GET,  404,   403,   200,   403,   200,   403),
    "workshops:link":            (GET,  404,   403,   200,   403,   200,   403),
    "workshops:attest":          (GET,  404,   403,   200,   403,   200,   403),
    "workshops:send_links":      (POST, 404,   403,   302,   403,   302,   403),
    "workshops:revoke":          (POST, 404,   403,   302,   403,   302,   403),
    "workshops:accept":          (POST, 404,   403,   302,   403,   302,   403),
    "workshops:decline":         (POST, 404,   403,   302,   403,   302,   403),
    "workshops:offer_again":     (POST, 404,   403,   302,   403,   302,   403),
    "workshops:attend":          (POST, 404,   403,   302,   403,   302,   403),
    "workshops:miss":            (POST, 404,   403,   302,   403,   302,   403),
    "workshops:programme":       (GET,  404,   200,   200,   200,   200,   200),
    "workshops:plan":            (GET,  404,   403,   403,   403,   200,   403),
    "workshops:open_session":    (POST, 404,   403,   403,   403,   302,   403),
    "workshops:close_session":   (POST, 404,   403,   403,   403,   302,   403),
    "workshops:strike":          (POST, 404,   403,   403,   403,   302,   403),
    "workshops:set_regime":      (POST, 404,   403,   403,   403,   302,   403),
    "workshops:set_room":        (POST, 404,   403,   403,   403,   302,   403),
    "workshops:venues":          (GET,  403,   200,   200,   200,   200,   200),
    "workshops:add_venue":       (GET,  403,   403,   200,   403,   200,   403),
    "workshops:venue":           (GET,  403,   200,   200,   200,   200,   200),
    "workshops:correct_venue":   (GET,  403,   403,   200,   403,   200,   403),
    "workshops:retire":          (POST, 403,   403,   302,   403,   302,   403),
    "workshops:bring_back":      (POST, 403,   403,   302,   403,   302,   403),
    "workshops:choose_venue":    (GET,  404,   403,   403,   403,   200,   403),
    "workshops:hold_at":         (POST, 404,   403,   403,   403,   302,   403),
    "workshops:hold_elsewhere":  (POST, 404,   403,   403,   403,   302,   403),
    "workshops:tell_joining":    (GET,  404,   403,   200,   403,   200,   403),
    "workshops:advance":   (POST, 404,   403,   403,   403,   302,   403),
    "workshops:defer":        (POST, 404,   403,   403,   403,   302,   403),
    "workshops:outlines":        (GET,  404,   403,   403,   403,   200,   403),
    "workshops:lay":             (GET,  404,   403,   403,   403,   200,   403),
    "workshops:run_sheet":       (GET,  404,   200,   200,   200,   200,   200),
    "workshops:arrangement":     (GET,  404,   200,   200,   200,   200,   200),
    "workshops:arrange":         (POST, 404,   403,   403,   403,   302,   403),
    "workshops:keep_apart":      (GET,  404,   403,   403,   403,   200,   403),
    "workshops:groups":          (GET,  404,   200,   200,   200,   200,   200),
    "workshops:regroup":         (GET,  404,   403,   403,   403,   200,   403),
    "workshops:room":            (GET,  404,   200,   403,   403,   200,   403),
    "workshops:write":           (POST, 404,   302,   403,   403,   302,   403),
    "workshops:rewrite":         (GET,  404,   200,   403,   403,   404,   403),
    "workshops:seal":            (POST, 404,   302,   403,   403,   404,   403),
    "workshops:summary":         (GET,  404,   200,   200,   200,   200,   200),
    "workshops:draft":           (POST, 404,   302,   403,   403,   302,   403),
    "workshops:revise":          (POST, 404,   302,   403,   403,   403,   403),
    "workshops:generalise":      (POST, 404,   302,   403,   403,   403,   403),
    "workshops:walk":            (GET,  404,   200,   403,   403,   200,   403),
    "workshops:reword":          (POST, 404,   302,   403,   403,   403,   403),
    "workshops:keep":            (POST, 404,   302,   403,   403,   302,   403),
    "workshops:uphold":          (POST, 404,   403,   403,   403,   302,   403),
    "workshops:overrule":        (POST, 404,   302,   403,   403,   302,   403),
    "workshops:take_over":       (POST, 404,   422,   403,   403,   422,   403),
    "workshops:check":           (POST, 404,   302,   403,   403,   403,   403),
    "workshops:second_read":     (POST, 404,   403,   403,   403,   302,   403),
    "workshops:circulate":       (POST, 404,   403,   302,   403,   302,   403),
    "workshops:agree":           (POST, 404,   403,   302,   403,   302,   403),
    "workshops:object":          (POST, 404,   403,   302,   403,   302,   403),
    "workshops:pass_by":         (POST, 404,   403,   403,   403,   302,   403),
    "workshops:review_link":     (GET,  404,   403,   403,   403,   200,   403),
    "workshops:revoke_review":   (POST, 404,   403,   403,   403,   302,   403),
    "workshops:objections":      (GET,  404,   200,   403,   403,   200,   403),
    "workshops:release":         (POST, 404,   403,   403,   403,   403,   302),
    "workshops:recall":          (POST, 403,   403,   403,   403,   403,   302),
    "workshops:copies":          (GET,  403,   403,   200,   403,   200,   200),
    "workshops:fetch_copy":      (GET,  403,   403,   200,   403,   200,   200),
    "workshops:tell_holder":     (POST, 403,   403,   302,   403,   302,   302),
    "workshops:resolve":         (POST, 403,   403,   200,   403,   200,   200),
    "workshops:aggregates":      (GET,  200,   200,   200,   200,   200,   200),
    "workshops:aggregates_csv":  (GET,  403,   403,   200,   403,   200,   200),
    "workshops:draw_up":         (POST, 403,   403,   302,   403,   302,   302),
    "workshops:release_numbers": (POST, 403,   403,   403,   403,   403,   302),
    "workshops:recall_numbers":  (POST, 403,   403,   403,   403,   403,   302),
    "workshops:briefings":       (GET,  404,   403,   200,   403,   200,   403),
    "workshops:clear":           (POST, 404,   403,   302,   403,   302,   403),
    "workshops:pages":           (GET,  404,   403,   200,   403,   200,   403),
    "workshops:hand_out":        (POST, 404,   403,   302,   403,   302,   403),
    "workshops:stay":            (POST, 404,   403,   302,   403,   302,   403),
    "workshops:recall_pack":     (POST, 404,   403,   302,   403,   302,   403),
    "workshops:pack":            (GET,  404,   403,   403,   403,   200,   403),
    "workshops:clear_for":       (POST, 404,   403,   403,   403,   302,   403),
    "workshops:write_part":      (GET,  404,   403,   403,   403,   200,   403),
    "workshops:raise_part":      (POST, 404,   403,   403,   403,   302,   403),
    "workshops:lower_part":      (POST, 404,   403,   403,   403,   302,   403),
    "workshops:leave_out":       (POST, 404,   403,   403,   403,   302,   403),
    "workshops:put_in":          (POST, 404,   403,   403,   403,   302,   403),
    "workshops:donors":          (GET,  200,   200,   200,   200,   200,   200),
    "workshops:counts":          (GET,  200,   200,   200,   200,   200,   200),
    "workshops:logistics":       (GET,  404,   403,   200,   200,   200,   200),
    "workshops:note_journey":    (GET,  404,   403,   200,   403,   200,   403),
    "workshops:clear_payment":   (POST, 404,   403,   403,   302,   403,   403),
    "workshops:stop_payment":    (POST, 404,   403,   403,   302,   403,   403),
    "workshops:pay":             (POST, 404,   403,   302,   403,   302,   403),
    "workshops:needs_list":      (GET,  404,   403,   200,   403,   200,   403),
    "workshops:held":            (GET,  403,   403,   403,   200,   200,   200),
    "workshops:letters":         (GET,  403,   403,   200,   403,   200,   403),
    "workshops:arrears":         (GET,  403,   403,   200,   403,   200,   403),
    "workshops:circulars":       (GET,  403,   403,   200,   403,   200,   403),
    "workshops:circular":        (GET,  403,   403,   200,   403,   200,   403),
    "workshops:send_circular":   (POST, 403,   403,   302,   403,   302,   403),
    "workshops:drop_circular":   (POST, 403,   403,   302,   403,   302,   403),
    "workshops:letter_keep_back": (POST, 403,  403,   302,   403,   302,   403),
    "workshops:letter_let_go":   (POST, 403,   403,   302,   403,   302,   403),
    "workshops:letter_send_now": (POST, 403,   403,   302,   403,   302,   403),
    "workshops:letter_resend":   (POST, 403,   403,   302,   403,   302,   403),
    "workshops:letter_went":     (POST, 403,   403,   302,   403,   302,   403),
    "workshops:letter_again":    (POST, 403,   403,   302,   403,   302,   403),
}  # fmt: skip

# At no table: who is not signed in, a colleague, an administrator.
ELSEWHERE = {
    #                                      method  nobody colleague administrator
    "desk":                                 (GET,  302, 200, 200),
    "dialogues:index":                      (GET,  302, 200, 200),
    "dialogues:open":                       (GET,  302, 200, 403),
    "dialogues:kept":                       (GET,  302, 200, 200),
    "dialogues:recovery":                   (GET,  302, 404, 404),
    "dialogues:drill":                      (POST, 302, 404, 404),
    "lists:index":                          (GET,  302, 403, 403),
    "lists:edition":                        (GET,  302, 403, 403),
    "lists:confirm":                        (POST, 302, 403, 403),
    "lists:set_aside":                      (POST, 302, 403, 403),
    "health":                               (GET,  200, 200, 200),
    "set_language":                         (POST, 302, 302, 302),
    "join":                                 (GET,  200, 200, 200),
    "join_account":                         (GET,  302, 302, 302),
    "feed":                                 (GET,  302, 200, 200),
    "make_feed":                            (POST, 302, 302, 302),
    "shut_feed":                            (POST, 302, 302, 302),
    "fetch_feed":                           (GET,  404, 404, 404),
    "own:enter":                            (GET,  200, 200, 200),
    "own:matter":                           (GET,  302, 302, 302),
    "own:words":                            (POST, 302, 302, 302),
    "own:accept":                           (POST, 302, 302, 302),
    "own:decline":                          (POST, 302, 302, 302),
    "own:dates":                            (POST, 302, 302, 302),
    "own:agree":                            (POST, 302, 302, 302),
    "own:object":                           (POST, 302, 302, 302),
    "own:pack":                             (GET,  302, 302, 302),
    "own:entry":                            (GET,  302, 302, 302),
    "own:leave":                            (POST, 302, 302, 302),
    "own:undertakings":                     (GET,  302, 302, 302),
    "own:give":                             (POST, 302, 302, 302),
    "own:withdraw":                         (POST, 302, 302, 302),
    "own:written":                          (GET,  302, 302, 302),
    "own:visa":                             (GET,  302, 302, 302),
    "own:other":                            (GET,  302, 302, 302),
    "own:needs":                            (GET,  302, 302, 302),
    "own:days":                             (GET,  302, 302, 302),
    "own:calendar":                         (GET,  302, 302, 302),
    "own:make_calendar":                    (POST, 302, 302, 302),
    "own:shut_calendar":                    (POST, 302, 302, 302),
    "own:data":                             (GET,  302, 302, 302),
    "own:data_json":                        (GET,  302, 302, 302),
    "own:data_html":                        (GET,  302, 302, 302),
    "own:erase":                            (GET,  302, 302, 302),
    "become":                               (POST, 404, 404, 404),
    "mailbox":                              (GET,  404, 404, 404),
    "administration":                       (GET,  302, 403, 200),
    "invite":                               (POST, 302, 403, 200),
    "close_account":                        (POST, 302, 403, 302),
    "reopen_account":                       (POST, 302, 403, 302),
    "reset_proofs":                         (POST, 302, 403, 302),
    "health_page":                          (GET,  302, 403, 200),
    "vault:unlock":                         (GET,  302, 200, 200),
    "vault:lock":                           (POST, 302, 302, 302),
    "vault:lock_everywhere":                (POST, 302, 302, 302),
    "vault:forgotten":                      (GET,  302, 200, 200),
    "vault:recovery_code":                  (GET,  302, 200, 200),
    "vault:begin_anew":                     (GET,  302, 200, 200),
    "vault:panic":                          (GET,  200, 200, 200),
    "vault:kept":                           (POST, 403, 403, 403),
    "vault:make":                           (GET,  302, 302, 302),
    "vault:passphrase":                     (GET,  302, 200, 200),
    "account_login":                        (GET,  200, 302, 302),
    "account_logout":                       (GET,  302, 200, 200),
    "account_reauthenticate":               (GET,  302, 200, 200),
    "account_change_password":              (GET,  302, 200, 200),
    "account_reset_password":               (GET,  200, 200, 200),
    "account_reset_password_done":          (GET,  200, 200, 200),
    "reset_by_code":                        (GET,  200, 200, 200),
    "account_reset_password_from_key":      (GET,  200, 200, 200),
    "account_reset_password_from_key_done": (GET,  200, 200, 200),
    "account_inactive":                     (GET,  200, 200, 200),
    "mfa_index":                            (GET,  302, 200, 200),
    "mfa_authenticate":                     (GET,  302, 302, 302),
    "mfa_reauthenticate":                   (GET,  302, 302, 302),
    "mfa_activate_totp":                    (GET,  302, 302, 302),
    "mfa_deactivate_totp":                  (GET,  302, 404, 404),
    "mfa_view_recovery_codes":              (GET,  302, 404, 404),
    "mfa_generate_recovery_codes":          (GET,  302, 302, 302),
    "mfa_download_recovery_codes":          (GET,  302, 404, 404),
    "mfa_list_webauthn":                    (GET,  302, 200, 200),
    "mfa_add_webauthn":                     (GET,  302, 302, 302),
    "mfa_remove_webauthn":                  (GET,  302, 302, 302),
    "mfa_edit_webauthn":                    (GET,  302, 302, 302),
    "mfa_login_webauthn":                   (GET,  302, 302, 302),
    "mfa_reauthenticate_webauthn":          (GET,  302, 302, 302),
    "usersessions_list":                    (GET,  302, 200, 200),
}  # fmt: skip


@pytest.mark.parametrize("door", DOORS)
def test_who_of_the_team_gets_through(door, world, inside):
    method, *expected = DOORS[door]

    answers = [
        knock(inside, world, door, getattr(world, who), method).status_code
        for who in WHO
    ]

    assert answers == expected


@pytest.mark.parametrize("door", DOORS)
def test_outside_the_team_there_is_no_such_door(door, world, inside):
    method, *_ = DOORS[door]

    stranger = knock(inside, world, door, world.stranger, method)
    administrator = knock(inside, world, door, world.administrator, method)
    nobody = knock(inside, world, door, None, method)

    assert (stranger.status_code, administrator.status_code) == (404, 404)
    assert nobody.status_code == 302
    assert nobody["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(
    "door", [d for d, (method, *_) in DOORS.items() if method == POST]
)
def test_looking_changes_nothing(door, world, inside):
    """What acts is a POST with its token; a link that is followed only ever shows."""
    before = Entry.objects.exclude(verb="unseal").exclude(outcome="refused").count()

    with undone():
        unlocked = Entry.objects.filter(verb="unlock").count()
        answers = {
            knock(inside, world, door, getattr(world, who), method).status_code
            for who in WHO
            for method in ("get", "head")
        }
        acts = Entry.objects.exclude(verb="unseal").exclude(outcome="refused").count()
        acts -= Entry.objects.filter(verb="unlock").count() - unlocked

    assert acts == before
    assert answers <= {200, 403, 404, 405}


ARGS = {
        "dialogues:recovery": [NOBODY], "dialogues:drill": [NOBODY],
        "close_account": [NOBODY], "reopen_account": [NOBODY], "reset_proofs": [NOBODY],
        "become": [NOBODY], "fetch_feed": ["aaaa"], "lists:edition": [NOBODY],
        "lists:confirm": [NOBODY], "lists:set_aside": [NOBODY],
        "account_reset_password_from_key": ["1", "set-password"],
        "mfa_remove_webauthn": [1], "mfa_edit_webauthn": [1],
    }  # fmt: skip


@pytest.mark.parametrize("door", ELSEWHERE)
def test_who_gets_through_elsewhere(door, world, inside):
    method, *expected = ELSEWHERE[door]
    args = ARGS.get(door, [])
    if door in ("close_account", "reopen_account", "reset_proofs"):
        args = [world.closed.pk]
    data = {"email": "new@example.org", "language": "fr"} if method == POST else None

    answers = []
    for who in (None, world.stranger, world.administrator):
        with undone():
            found = getattr(inside(who), method)(reverse(door, args=args), data)
            answers.append(found.status_code)

    assert answers == expected


def test_every_door_is_listed():
    assert _names(get_resolver()) == {*DOORS, *ELSEWHERE}


def test_a_stranger_cannot_tell_a_table_from_none(world, inside):
    client = inside(world.stranger)

    there = client.get("/dialogues/heron/")
    nowhere = client.get("/dialogues/zephyr/")

    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert _plain(there) == _plain(nowhere)


def test_a_member_who_was_released_finds_no_door_at_the_next_request(world, inside):
    client = inside(world.organiser)
    assert client.get("/dialogues/heron/").status_code == 200

    with undone():
        Membership.objects.filter(user=world.organiser).update(
            state="ended", ended_by=world.convener, ended_at=world.heron.opened_at,
            leaving_named_by=world.vera, leaving_named_at=world.heron.opened_at,
        )  # fmt: skip
        Grant.objects.filter(member=world.organiser).delete()
        answer = client.get("/dialogues/heron/")

    assert answer.status_code == 404


def test_vetting_and_seating_verbs_have_a_door_each():
    doors = {
        f"{space}:{step.verb}"
        for space, flow in (("participants", vetting.FLOW), ("workshops", seating.FLOW))
        for step in flow
        if not step.by_itself and not step.by_link
    }

    assert doors <= set(DOORS)


def _plain(answer):
    words = answer.text.replace("zephyr", "heron")
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", words)


def _names(resolver, space=""):
    names = set()
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else space
            names |= _names(pattern, inner)
        elif isinstance(pattern, URLPattern):
            names.add(f"{space}{pattern.name}")
    return names
