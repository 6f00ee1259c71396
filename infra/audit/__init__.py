"""``make audit``: what looks for mistakes that tests do not look for, and what is shipped.

The tools are pinned and hashed in ``requirements.lock`` and live in an environment of their own. A
tool that could not do its work is never clean: it says ``not audited`` and why.
"""
