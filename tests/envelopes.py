"""Reading a letter with a private link as she reads it who got it."""

import re


def code(body):
    """The code to type: nine groups of four on a line of their own."""
    return re.search(r"^[0-9A-Z]{4}(-[0-9A-Z]{4}){8}$", body, re.MULTILINE)[0]


def once(body):
    """What the address carries: written like the code, and another."""
    return re.search(r"/p/#(\S+)", body)[1]
