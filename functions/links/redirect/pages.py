"""The three small pages a visitor may see instead of a redirect: error, password, preview.

No script, no image, nothing from elsewhere; every text that somebody wrote is escaped (X11).
"""

import base64
import hashlib
import html
import time
from urllib.parse import urlsplit

STYLE = (
    ":root{color-scheme:light dark}"
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:36rem;margin:12vh auto;padding:0 1rem}"
    "h1{font-size:1.4rem}code{overflow-wrap:anywhere}dt{font-weight:600;margin-top:.8rem}"
    "dd{margin:0}.warn{border-left:.3rem solid #c33;padding-left:.8rem}"
    "input,button{font:inherit;padding:.4rem .7rem}"
)


def content_security_policy() -> str:
    """Only our own style. Forms may lead anywhere: browsers apply this to redirects too."""
    style = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{style}'; form-action 'self' http: https:; "
        "base-uri 'none'; frame-ancestors 'none'"
    )


def error_page(title: str, message: str) -> str:
    return _page(title, f"<h1>{_text(title)}</h1><p>{_text(message)}</p>")


def password_page(code: str, *, wrong: bool) -> str:
    warning = '<p class="warn" role="alert">That is not the password.</p>' if wrong else ""
    return _page(
        "Password needed",
        f"<h1>This link is protected</h1>{warning}"
        f'<form method="post" action="/{_text(code)}">'
        '<p><label for="password">Password</label></p>'
        '<p><input id="password" name="password" type="password" required autofocus '
        'autocomplete="off" maxlength="200"> <button>Continue</button></p></form>',
    )


def preview_page(*, code: str, target: str, title: str, created_at: int) -> str:
    """``created_at`` in epoch seconds; an empty target is one that a password protects."""
    warnings = warnings_about(target) if target else []
    verdict = (
        "".join(f'<p class="warn">Careful: {_text(w)}</p>' for w in warnings)
        or "<p>Nothing suspicious about this address.</p>"
    )
    shown = (
        f'<code>{_text(target)}</code></dd></dl>{verdict}<p><a rel="noreferrer nofollow" '
        f'href="/{_text(code)}">Continue</a></p>'
        if target
        else "protected by a password</dd></dl>"
    )
    created = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(created_at))
    named = f"<dt>Title</dt><dd>{_text(title)}</dd>" if title else ""
    return _page(
        "Link preview",
        f"<h1>Where /{_text(code)} leads</h1><dl>{named}<dt>Created</dt><dd>"
        f'<time datetime="{created}">{created[:10]}</time></dd><dt>Target</dt><dd>{shown}',
    )


def warnings_about(target: str) -> list[str]:
    """What a careful reader would want to know about an address. Heuristics, not a verdict."""
    try:
        parts = urlsplit(target)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ["the address cannot be read."]
    warnings = []
    if parts.scheme != "https":
        warnings.append("the connection is not encrypted (http).")
    if any(label.startswith("xn--") for label in host.split(".")):
        warnings.append(f"the name has letters that may look like others ({_decoded(host)}).")
    if host and (host[-1].isdigit() or ":" in host):
        warnings.append("the address is a number and not a name.")
    if port not in (None, 80, 443):
        warnings.append(f"it uses an unusual port ({port}).")
    return warnings


def _decoded(host: str) -> str:
    try:
        return host.encode().decode("idna")
    except UnicodeError:
        return host


def _text(text: str) -> str:
    return html.escape(text.encode("utf-8", "replace").decode(), quote=True)


def _page(title: str, content: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<meta name="robots" content="noindex"><title>{_text(title)}</title>'
        f"<style>{STYLE}</style></head><body><main>{content}</main></body></html>"
    )
