"""Browser windows of people who signed in."""

from contextlib import contextmanager

from tests.curation.desk import PASSWORD


@contextmanager
def windows(chromium, site, *, expected):
    """Opens windows, signed in and at a path. A page may complain only of what holds an expected word."""
    complaints, contexts = [], []

    def opened(path="", *, name="Amina", scripts=True, width=1280, scheme="light"):
        size = {"width": width, "height": 800}
        context = chromium.new_context(base_url=site, java_script_enabled=scripts, viewport=size, color_scheme=scheme)
        contexts.append(context)
        window = context.new_page()
        window.set_default_timeout(8000)
        window.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        window.on("pageerror", lambda error: complaints.append(str(error)))
        window.goto("/")
        window.fill("#name", name)
        window.fill("#password", PASSWORD)
        window.click("button.main")
        if path:
            window.goto(path)
        return window

    yield opened
    for context in contexts:
        context.close()
    assert [text for text in complaints if not any(word in text for word in expected)] == []
