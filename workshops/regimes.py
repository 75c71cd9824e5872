"""What each regime lets a reader do, in the words that stand on pages and exports."""

from django.utils.translation import gettext_lazy as _

from dialogues.models import Initiative

R = Initiative.Regime
RULES = {
    R.OFF_THE_RECORD: _("Nothing that was said may be used."),
    R.DEEP_BACKGROUND: _(
        "What was said may be used as common knowledge, attributed to nobody."
    ),
    R.CHATHAM_HOUSE: _(
        "What was said may be used. Neither who said it, nor whom they belong to,"
        " nor that anybody took part may be revealed."
    ),
    R.BACKGROUND: _("What was said may be used under the agreed description only."),
    R.ON_THE_RECORD: _("Papers and joint texts. Names need written consent."),
}
