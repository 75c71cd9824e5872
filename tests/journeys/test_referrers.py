"""What a browser says of where it came from, and why it says that much."""

import pytest


@pytest.fixture
def policy(sit):
    """Somebody at the door of private links, and the policy she is told instead of ours."""

    def told(value):
        page = sit().page

        def answer(route):
            found = route.fetch()
            headers = found.headers | {"referrer-policy": value}
            route.fulfill(response=found, headers=headers)

        page.route("**/p/", lambda route: answer(route)
                   if route.request.method == "GET" else route.continue_())  # fmt: skip
        return page

    return told


def _send(page):
    """What the browser said with a form, and what the house answered."""
    page.goto("/p/")
    page.get_by_label("Your code").fill("no code at all")
    with page.expect_response(lambda answer: answer.request.method == "POST") as sent:
        page.get_by_role("button", name="Open").click()
    said = sent.value.request.all_headers()
    return said.get("origin"), said.get("referer"), sent.value.status


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        # Ours. Nothing is said to another house, and to this one which page it was.
        ("same-origin", ("house", "house/p/", 422)),
        # What would be said to others, too.
        ("strict-origin", ("house", "house/", 422)),
        # Nothing is said at all, and no form is taken from whoever says nothing.
        ("no-referrer", ("null", None, 403)),
    ],
)
def test_a_form_is_taken_from_who_says_where_it_was(policy, house, value, expected):
    origin, referer, status = _send(policy(value))

    said = [each and each.replace(house, "house") for each in (origin, referer)]
    assert (*said, status) == expected


def test_another_house_is_told_nothing_of_ours(chromium, house):
    page = chromium.new_page(base_url=house)
    other = house.replace("localhost", "127.0.0.1")
    heard = []
    page.on("request", lambda request: heard.append(request.all_headers()))
    page.goto("/p/")
    page.context.route(f"{other}/**", lambda route: route.fulfill(body="elsewhere"))

    page.evaluate("there => { location.href = there }", f"{other}/elsewhere/")
    page.wait_for_url(f"{other}/elsewhere/")
    page.close()

    assert len(heard) >= 2
    assert "referer" not in heard[-1]
