"""Texts that become something else where a program takes them for HTML, a script or a template."""

from __future__ import annotations

# Each sets window.broken, or leaves an element with the class `planted`, where it is taken for markup.
MARKUP = (
    "<script class=planted>window.broken=1</script>",
    "<img class=planted src=x onerror=window.broken=1>",
    "<svg class=planted onload=window.broken=1>",
    "<iframe class=planted srcdoc='<script>parent.broken=1</script>'></iframe>",
    "<a class=planted href=javascript:window.broken=1>x</a>",
    "<details class=planted open ontoggle=window.broken=1>",
    "<math><mtext><table><mglyph><style><img class=planted src=x onerror=window.broken=1>",
    "<noscript><p title='</noscript><img class=planted src=x onerror=window.broken=1>'>",
    "</title></textarea></style></script><b class=planted>x</b>",
    '"><img class=planted src=x onerror=window.broken=1>',
    "' autofocus onfocus=window.broken=1 class='planted",
    "`${window.broken=1}`",
    "<!--<img class=planted src=x>--><![CDATA[<i class=planted>]]>",
    "<template><b class=planted></b></template><form class=planted><input name=children>",
    "\ufe64img class=planted src=x onerror=window.broken=1\ufe65",
)
# Each is a place to fill, or a special sequence, of some language of templates, patterns or addresses.
TEMPLATES = (
    "{title} {count} {{current}} {0} %s %(name)s ${name} #{name}",
    "$& $1 $$ $` $'",
    "javascript:window.broken=1",
    "data:text/html,<script>window.broken=1</script>",
    "&lt;b class=planted&gt; &amp; &#60;i class=planted&#62;",
    "\\u003cimg class=planted\\u003e \\x3cb\\x3e",
    "__proto__",
    "constructor",
    "toString",
    "'; DROP TABLE accounts; --",
    "../../../../etc/passwd",
)
HOSTILE_TEXTS = MARKUP + TEMPLATES
