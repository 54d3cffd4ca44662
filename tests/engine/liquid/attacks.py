# ruff: noqa: E501 - one attack a line
"""Hostile packs by name: what each puts into a pack, as a function, so that it exists only where it is tried."""

from __future__ import annotations

from collections.abc import Callable

Files = dict[str, str]

BIG = 250_000
"""Characters of a large file that is still read."""


def page(section: str, **snippets: str) -> Files:
    """A section, and snippets by name."""
    return {"sections/attack.liquid": section} | {f"snippets/{k}.liquid": v for k, v in snippets.items()}


def grown(name: str, seed: str, times: int) -> str:
    """Doubles a text."""
    return f"{{% assign {name} = '{seed}' %}}{{% for i in (1..{times}) %}}{{% assign {name} = {name} | append: {name} %}}{{% endfor %}}"


def again(text: str, times: int = 1_000_000) -> str:
    """A loop around a text."""
    return f"{{% for i in (1..{times}) %}}{text}{{% endfor %}}"


def filled(unit: str, size: int = BIG) -> str:
    """A unit repeated up to a size."""
    return unit * (size // len(unit))


LIST = "{% assign l = (1..120000) | reverse %}"
EMPTY_TEXTS = "{% assign e = '" + "," * 60_000 + ".' | split: ',' %}"
QUOTES = grown("q", '"' * 10, 15).replace("'" + '"' * 10 + "'", "'" + '"' * 10 + "'")

# fmt: off
MEASURED: dict[str, Callable[[], Files]] = {
    "contains in a huge range": lambda: page(again("{% if (1..9007199254740000) contains 'x' %}{% endif %}")),
    "join of a huge range": lambda: page("{{ (1..1000000000) | join }}"),
    "sort of a huge range": lambda: page("{{ (1..1000000000) | sort | first }}"),
    "reverse of a huge range": lambda: page("{{ (1..1000000000) | reverse | first }}"),
    "size, first and last of a huge range": lambda: page("{{ (1..9007199254740000) | size }} {{ (1..9007199254740000) | first }}"),
    "concat of a huge range": lambda: page("{% assign x = 'x' | split: ',' | concat: (1..1000000000) %}"),
    "replace bomb": lambda: page("{% assign a = 'aaaaaaaaaa' %}" + "{% assign a = a | replace: 'a', 'aaaaaaaaaa' %}" * 12),
    "one-line replace bomb": lambda: page("{{ 'aaaaaaaaaa'" + " | replace: 'a', 'aaaaaaaaaaaaaaaaaaaa'" * 12 + " }}"),
    "5,000 sequential loops": lambda: page("{% for i in (1..2000) %}{% endfor %}" * 5_000),
    "ten-way partials, deep": lambda: page("{% render 'a' %}", **{name: "{% render 'NEXT' %}".replace("NEXT", following) * 10 + "x" for name, following in zip("abcdefghij", "bcdefghijk", strict=True)}, k="x"),
    "an output of spaces": lambda: page("{{" + " " * BIG),
    "an output of spaces, closed": lambda: page("{{" + " " * BIG + "}}"),
    "a date of twenty digits": lambda: page("{{ '99999999999999999999' | date: '%Y' }}{{ 99999999999999999999 | date: '%Y' }}"),
    "1e999 rounded": lambda: page("{{ '1e999' | round }}{{ 1e999 | round }}{{ 1.0 | times: 1e308 | times: 1e308 }}"),
    "text that is not base64": lambda: page("{{ '%%%' | base64_decode }}{{ '/w==' | base64_decode }}{{ 'A' | base64_url_safe_decode }}"),
    "NUL in names": lambda: page("{{ 'a\0b.css' | asset_url }}{{ 'a\0b' | file_url }}{% render 'a\0b' %}{% section 'a\0b' %}{{ all_products['a\0b'].title }}{{ 'a\0b' | inline_asset_content }}{{ '%00' | url_decode }}"),
}
"""What the design page says other engines do not survive."""

TEXTS: dict[str, Callable[[], Files]] = {
    "doubling by append": lambda: page(grown("a", "aaaaaaaaaa", 60)),
    "doubling by prepend, kept under many names": lambda: page(grown("a", "aaaaaaaaaa", 17) + "".join(f"{{% assign b{n} = a | prepend: '{n}' %}}" for n in range(60))),
    "doubling by capture": lambda: page("{% assign a = 'aaaaaaaaaa' %}" + again("{% capture a %}{{ a }}{{ a }}{% endcapture %}", 60)),
    "captures inside captures": lambda: page("{% capture a %}" * 50 + again("yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy") + "{% endcapture %}" * 50),
    "split into characters, joined and kept": lambda: page(grown("a", "abcdefghij", 12) + again("{% assign b = a | split: '' | join: 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' %}{% assign a = b | append: a %}", 9)),
    "replace of an empty text": lambda: page(grown("a", "abcdefghij", 16) + "{{ a | replace: '', a | size }}{% assign b = a | replace: '', 'yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy' %}"),
    "escaping of quotes, again and again": lambda: page(QUOTES + again("{{ q }}")),
    "escaping of quotes in a script": lambda: page(QUOTES + "<script>" + again("x = '{{ q }}'") + "</script>"),
    "escaping of quotes in a style": lambda: page(QUOTES + "<style>" + again("x: {{ q }}") + "</style>"),
    "short quotes in a row, escaped": lambda: page("{% capture s %}" + "'" * 990 + "{% endcapture %}{% assign s = s | replace: \"'\", '\"' | url_decode %}" + "{{ s }}" * 12_000),
    "short quotes in a row, plain data": lambda: page("{% assign s = '" + "%22" * 990 + "' | url_decode %}" + "{{ s }}" * 1_700),
    "short quotes in a row in a script": lambda: page("{% assign s = '" + "%22" * 990 + "' | url_decode %}<script>" + "{{ s }}" * 1_700 + "</script>"),
    "short quotes within many branches": lambda: page("{% assign s = '" + "%22" * 990 + "' | url_decode %}" + ("{% if s %}" + "{{ s }}" * 20 + "{% endif %}") * 75),
    "short quotes in a partial": lambda: page("{% assign s = '" + "%22" * 990 + "' | url_decode %}" + "{% render 'a', s: s %}" * 600, a="{{ s }}{{ s }}" + "{% assign x = 1 %}" * 69),
    "a long text beside an output": lambda: page(again("{{ i }}" + "x" * 200_000)),
    "a flood of emoji": lambda: page(again("🙂" * 900)),
    "a flood of single emoji": lambda: page(again("🙂🙂🙂{{ i }}")),
    "one emoji in a flood": lambda: page("{% capture c %}" + again("x" * 900, 8_000) + "🙂{% endcapture %}{{ c }}"),
    "a flood of numbers": lambda: page(again("{{ i }}")),
    "a flood of counters": lambda: page(again("{% increment a %}" * 500)),
    "a flood captured": lambda: page("{% capture a %}" + again("{% increment a %}" * 500) + "{% endcapture %}"),
    "upper case of long accents": lambda: page(grown("a", "éßŉΐﬃéßŉΐﬃ", 16) + again("{% assign b = a | upcase %}{% assign b = a | downcase %}{% assign b = a | capitalize %}")),
    "upper case of latin text": lambda: page(grown("a", "éééééééééé", 18) + again("{% assign b = a | upcase %}")),
    "handles of long ligatures": lambda: page(grown("a", "ﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺ", 15) + again("{% assign b = a | handleize %}")),
    "handles of long markup": lambda: page(grown("a", "&amp;&amp;&amp;", 17) + again("{% assign b = a | handleize %}{% assign b = a | color_to_rgb %}{% assign b = a | date: '%Y' %}")),
    "hashes of a long text": lambda: page(grown("a", "aaaaaaaaaa", 18) + again("{{ a | md5 }}{{ a | sha1 }}{{ a | sha256 }}{{ a | hmac_sha256: a }}")),
    "a long text searched": lambda: page(grown("a", "aaaaaaaaaa", 18) + "{% assign b = a | slice: 0, 1300000 | append: 'b' %}" + again("{% if a contains b or a contains b or a contains b or a contains b %}{% endif %}")),
    "long texts compared": lambda: page(grown("a", "aaaaaaaaaa", 18) + "{% assign b = a | append: '' | slice: 1, 9999999 | append: 'a' %}" + "{% if a == b" + " and a == b" * 38 + " %}x{% endif %}" * 2_000),
    "strip_html of many openings": lambda: page(grown("a", "<<<<<<<<<<", 17) + again("{% assign b = a | strip_html %}")),
    "strip_html of short tags": lambda: page(grown("a", "<><><><><>", 16) + again("{% assign b = a | strip_html %}")),
    "removal of everything": lambda: page(grown("a", "aaaaaaaaaa", 18) + again("{% assign b = a | remove: 'a' %}{% assign b = a | replace: 'a', '' %}{% assign b = a | slice: 0 %}{% assign b = a | truncate: 1 %}")),
    "spaces stripped": lambda: page("{% assign a = '          ' %}" + "{% assign a = a | append: a %}" * 17 + again("{% assign b = a | strip %}{% assign b = a | lstrip %}{% assign b = a | rstrip %}{% if a == blank %}{% endif %}{% assign b = a | plus: 1 %}")),
    "strip_html of open scripts": lambda: page(grown("a", "<script<style<!--", 16) + again("{% assign b = a | strip_html %}")),
    "newline_to_br of line ends": lambda: page("{% capture n %}\n\n\n\n\n\n\n\n\n\n{% endcapture %}" + again("{% assign n = n | append: n %}", 18) + again("{% assign b = n | newline_to_br %}{% assign b = n | strip_newlines %}")),
    "white space squished and split": lambda: page(grown("a", "          x", 18) + again("{% assign b = a | squish %}{% assign b = a | truncatewords: 999999999 %}{% assign b = a | split: ' ' %}")),
    "camel case of separators": lambda: page(grown("a", "a-b-c-d-e-", 17) + again("{% assign b = a | camelize %}")),
    "addresses encoded": lambda: page(grown("a", "€€€€€€€€€€", 16) + again("{% assign b = a | url_encode %}{% assign b = a | url_escape %}{% assign b = a | url_param_escape %}")),
    "base64 of base64": lambda: page("{% assign a = 'aaaaaaaaaa' %}" + again("{% assign a = a | base64_encode | base64_encode %}")),
    "a long name of an asset, kept": lambda: page(grown("a", "aaaaaaaaaa", 16) + "".join(f"{{% assign b{n} = a | asset_url %}}{{% assign c{n} = a | payment_type_img_url %}}" for n in range(300))),
    "entities undone": lambda: page(grown("a", "&amp;&lt;&gt;", 17) + again("{% assign b = a | url_encode %}{% assign b = a | camelize %}{% assign b = a | md5 %}")),
    "escape of markup": lambda: page(grown("a", '<<<<""""&&', 17) + again("{% assign b = a | escape %}{% assign b = a | escape_once %}")),
    "highlighted terms": lambda: page(grown("a", "aaaaaaaaaa", 16) + again("{% assign b = a | highlight: 'a b c d e f g h i j' %}")),
    "dates of huge widths, formats and digits": lambda: page(grown("a", "%A%B%c%+%N", 17) + again("{{ 'now' | date: '%9999999d%999d%999d%999Y%^999B%+%+' }}{{ 'now' | date: a }}{{ 'now' | time_tag: a }}{{ '1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1' | date: '%Y' }}")),
    "truncate and slice by huge numbers": lambda: page("{{ 'a' | truncate: 999999999999999999999 }}{{ 'a' | truncate: -99999999999 }}{{ 'a' | slice: 99999999999999999999999, 9999999999999999999 }}{{ 'a' | slice: -9999999999999999999999 }}{{ 'a b' | truncatewords: 99999999999999999999 }}"),
    "colours of long texts": lambda: page(grown("a", "rgb(1,1,1)", 17) + again("{{ a | color_to_hsl }}{{ 'rgb(' | append: a | color_darken: 1 }}")),
    "texts with long interpolations": lambda: (page(grown("a", "<<<<<<<<<<", 16) + again("{% assign b = 'x_html' | t: n: a %}{% assign b = 'y' | t: n: a %}")) | {"locales/en.default.json": '{"x_html": "' + "{{ n }}" * 2_000 + '", "y": "' + "{{ n }}" * 2_000 + '"}'}),
    "attributes of long quotes": lambda: page(grown("q", '"' * 10, 16) + again("{% assign b = 'a' | link_to: q, q, class: q %}{% assign b = q | stylesheet_tag %}{% assign b = q | script_tag %}")),
}
"""Attacks by long texts."""

LISTS: dict[str, Callable[[], Files]] = {
    "doubling by concat": lambda: page("{% assign a = 'a b c d' | split: ' ' %}" + again("{% assign a = a | concat: a %}", 60)),
    "a list of one long text, written": lambda: page(grown("a", "aaaaaaaaaa", 16) + "{% assign l = a | split: '@@' %}" + again("{% assign l = l | concat: l %}", 17) + "{{ l }}"),
    "a list of one long text, as text": lambda: page(grown("a", "aaaaaaaaaa", 16) + "{% assign l = a | split: '@@' %}" + again("{% assign l = l | concat: l %}", 17) + "{% assign x = l | upcase %}{% assign x = 'x' | append: l %}"),
    "a list of one long text, joined and escaped": lambda: page("{% assign a = '%22%22%22%22' | url_decode %}" + again("{% assign a = a | append: a %}", 17) + "{% assign l = a | split: '@@' %}" + again("{% assign l = l | concat: l %}", 10) + "{{ l | join: '<br>' }}"),
    "a list of one long text, as JSON": lambda: page(grown("a", "aaaaaaaaaa", 16) + "{% assign l = a | split: '@@' %}" + again("{% assign l = l | concat: l %}", 17) + "{{ l | json }}"),
    "empty texts in a list, as text": lambda: page(EMPTY_TEXTS + again("{% assign x = e | append: '' %}{% assign x = 'x' | replace: e, e %}")),
    "sort, uniq and the like of long lists": lambda: page(LIST + again("{% assign x = l | sort %}{% assign x = l | uniq %}{% assign x = l | sort_natural %}{% assign x = l | compact %}{% assign x = l | sum %}")),
    "sort of a shuffled list": lambda: page(EMPTY_TEXTS.replace(",,,", "c,a,b,") + again("{% assign x = e | sort_natural %}{% assign x = e | sort %}")),
    "where, find and has of long lists": lambda: page(LIST + again("{% assign x = l | where: 'a', 'b' %}{% assign x = l | find: 'a', 'b' %}{% if l contains 'x' %}{% endif %}{% assign y = l | has: 'a' %}")),
    "contains in a long list": lambda: page(LIST + ("{% if l contains 'x'" + " or l contains 'x'" * 38 + " %}{% endif %}") * 200),
    "long lists compared": lambda: page("{% assign l = '" + "ab," * 60_000 + "' | split: ',' %}{% assign m = '" + "ab," * 1 + "' %}{% assign m = l | sort %}" + ("{% if l == m" + " and l == m" * 38 + " %}{% endif %}") * 200),
    "lists of lists": lambda: page("{% assign l = product | map: 'x' %}" + again("{% assign l = l | concat: l | map: 'a' | compact %}{{ l | json }}{{ l }}", 2_000) + LIST + again("{% assign l = l | concat: l %}")),
    "uniq of what has no hash": lambda: page("{% assign l = product.variants | concat: product.options_with_values %}" + again("{% assign l = l | concat: l %}", 14) + again("{% assign x = l | uniq %}{% assign x = l | uniq: 'options' %}")),
    "JSON of long lists": lambda: page(LIST + again("{% assign x = l | json %}{% assign x = l | json: 8 %}")),
    "JSON of a product, often": lambda: page(again("{{ product | json }}{{ collections | json }}{{ all_products | json }}")),
    "a table over a huge range": lambda: page("{% tablerow i in (1..9007199254740000) cols: 2 %}{{ i }}{% endtablerow %}"),
    "loops in loops over huge ranges": lambda: page(again(again(again("{% if i %}{% endif %}")))),
    "a cycle of a huge key": lambda: page(again("{% cycle " + "a," * 60_000 + "a %}")),
    "a cycle of huge names": lambda: page(grown("a", "aaaaaaaaaa", 17) + again("{% assign k = a | append: i %}{% cycle k: 'a', 'b' %}")),
    "many values of when": lambda: page(again("{% case i %}{% when " + "a," * 60_000 + "a %}{% endcase %}")),
    "huge limits and offsets": lambda: page(LIST + again("{% for x in l limit: 99999999999999999999 offset: 99999999999999999999 reversed %}{% endfor %}{% for x in l reversed %}{% break %}{% endfor %}")),
    "huge pages and absurd sizes of pictures": lambda: page(again("{% paginate collections.all.products by 999999999999999999999 %}{{ paginate.pages }}{{ paginate | default_pagination }}{% endpaginate %}{% paginate l by -1 %}{% endpaginate %}{{ product | image_url: width: 99999999999999999999 }}{{ product | image_url: width: -1 }}{{ product | img_url: '99999999999999999999999x' }}{{ product | image_url: width: 100 | image_tag: widths: '" + "1," * 3_000 + "2' }}")),
    "numbers that grow": lambda: page("{% assign a = 99999999999 %}{% assign d = '9" + "9" * 300 + ".5' %}" + again("{% assign a = a | times: a | plus: a %}{% assign b = a | divided_by: 3 | modulo: 7 %}{% assign b = d | times: d | times: d %}{% assign b = d | divided_by: 0.0000001 | round: 50 %}{% assign b = d | floor %}{% assign c = '" + "9" * 4_000 + "' | plus: 1 | money %}")),
    "all objects, again and again": lambda: page(again("{{ collections.all.products.size }}{% for p in collections.all.products %}{{ p.variants.first.title }}{% endfor %}{{ all_products[i].title }}")),
}
"""Attacks by lists, numbers and objects."""

CALLS: dict[str, Callable[[], Files]] = {
    "a snippet that renders itself": lambda: page("{% render 'a' %}", a="{% render 'a' %}"),
    "snippets that render each other, ten-way": lambda: page("{% render 'a' %}", a="{% render 'b' %}" * 10, b="{% render 'a' %}" * 10),
    "a snippet that renders itself for each": lambda: page("{% assign l = (1..1000) | reverse %}{% render 'a' for l as x, l: l %}", a="{% render 'a' for l as x, l: l %}"),
    "render for each of a huge range": lambda: page("{% render 'a' for (1..9007199254740000) as x %}", a="{{ x }}"),
    "an include that includes itself": lambda: page("{% include 'a' %}", a="{% include 'a' %}{% include 'a' %}"),
    "sections in sections": lambda: page("{% section 'attack' %}{% section 'attack' %}"),
    "blocks in blocks": lambda: (page("{% content_for 'blocks' %}{% content_for 'block', type: 'b', id: 'x' %}") | {"blocks/b.liquid": "{% content_for 'block', type: 'b', id: 'x' %}{% content_for 'block', type: 'b', id: 'y' %}"}),
    "many snippets missing": lambda: page("".join(f"{{% render 'gone{n}' %}}" for n in range(9_000)) + again("{% render 'gone' %}")),
    "many texts missing": lambda: page(again("{{ i | t }}")),
    "faults in a loop beside many names": lambda: page("".join(f"{{% assign v{n} = 1 %}}" for n in range(9_000)) + again("{{ 1 | divided_by: 0 }}")),
    "a large snippet read late": lambda: page(again("{% if i > 300000 %}{% render 'late' %}{% endif %}"), late="{% if a == b and c %}x{% elsif d %}y{% endif %}" * 2_800),
    "captures that hide what is written around them": lambda: page("{% assign s = '" + "%22" * 990 + "' | url_decode %}" + again("{{ s }}" * 10 + "{% capture x %}{% for j in (1..400) %}{% endfor %}{% endcapture %}")),
    "as much Python as may be, read late": lambda: page(again("{% if i > 250000 %}{% render 'late' %}{% endif %}"), late="{% for a in b %}{{ a }}{% endfor %}" * 330),
    "forms in forms": lambda: page(again("{% form 'product', product %}{% form 'contact', class: 'x' %}{{ form | json }}{% endform %}{% endform %}")),
}
"""Attacks by partials and tags that call."""

FILES: dict[str, Callable[[], Files]] = {
    "nested ifs": lambda: page(filled("{% if a %}")),
    "nested ifs, closed": lambda: page("{% if product %}" * 58 + "x" + "{% endif %}" * 58),
    "nested ifs in a row": lambda: page(("{% if product %}" * 50 + "x" + "{% endif %}" * 50) * 180),
    "ifs in a row": lambda: page(filled("{% if a %}{% endif %}")),
    "ifs with something in them": lambda: page(filled("{% if a %}{{ b }}{% endif %}")),
    "outputs in a row": lambda: page(filled("{{a}}")),
    "outputs with texts in a row": lambda: page(filled("{{ a.b | upcase }} x\n")),
    "texts and tags that are short": lambda: page(filled("x{%#%}")),
    "5,000 filters on one value": lambda: page("{{ 'a'" + " | upcase" * 5_000 + " }}"),
    "filters without end": lambda: page("{{ a" + filled("|h") + " }}"),
    "arguments without end": lambda: page("{{ a | append: " + filled("a,") + " }}"),
    "named arguments without end": lambda: page("{{ a | image_tag: " + "".join(f"a{n}: {n}," for n in range(20_000)) + " }}{% render 'a', " + "".join(f"a{n}: {n}," for n in range(10)) + " %}", a="{{ a1 }}"),
    "2,000 elsifs": lambda: page("{% if a == 0 %}" + "".join(f"{{% elsif a == {n} %}}{n}" for n in range(2_000)) + "{% endif %}"),
    "elsifs without end": lambda: page("{% if a %}" + filled("{% elsif a %}") + "{% endif %}"),
    "whens without end": lambda: page("{% case a %}" + filled("{% when a %}b") + "{% endcase %}"),
    "5,000 times and": lambda: page("{% if product" + " and product" * 5_000 + " %}x{% endif %}"),
    "and and or in turns": lambda: page("{% if a" + " and a or a" * 15_000 + " %}x{% endif %}"),
    "not without end": lambda: page("{% if " + filled("not ") + "a %}x{% endif %}"),
    "brackets": lambda: page("{{ " + "[" * BIG + "}}"),
    "parentheses": lambda: page("{% if " + "(" * BIG + "%}{% endif %}"),
    "a path without end": lambda: page("{{ a" + filled(".a") + " }}{{ a" + "[0]" * 9 + " }}"),
    "quotes": lambda: page("{{ " + filled("'\"") + " }}"),
    "a megabyte of text": lambda: page("x" * 1_000_000),
    "a text as long as may be": lambda: page("<p>x</p>\n" * (BIG // 9)),
    "thousands of names": lambda: page("".join(f"{{% assign n{n} = {n} %}}" for n in range(10_000))),
    "thousands of names, with tables between": lambda: page("".join(f"{{% assign n{n} = 1 %}}{{% cycle a, b %}}" for n in range(6_000))),
    "thousands of texts with markup": lambda: page("".join(f"{{{{ '<{n}>' }}}}" for n in range(18_000))),
    "thousands of names read": lambda: page("".join(f"{{{{ n{n} }}}}{{{{ n{n} }}}}" for n in range(10_000))),
    "captures in a row": lambda: page(filled("{% capture a %}b{% endcapture %}")),
    "loops in a row": lambda: page(filled("{% for a in b %}{{ a }}{% endfor %}")),
    "renders in a row": lambda: page(filled("{% render 'a', b: c, d: 1 %}"), a=""),
    "20,000 lines of liquid": lambda: page("{% liquid\n" + "assign a = b\n" * 18_000 + "%}"),
    "liquid inside liquid": lambda: page("{% liquid\n" + "liquid liquid liquid " * 10_000 + "\n%}"),
    "comments, open": lambda: page(filled("{% comment %}")),
    "comments with raw, open": lambda: page(filled("{% comment %}{% raw %}")),
    "comments with raw inside, closed": lambda: page("{% comment %}" + filled("{% raw %}") + "{% endcomment %}"),
    "openings inside a comment": lambda: page("{% comment %}" + filled("{%") + "%}{% endcomment %}"),
    "openings inside a raw": lambda: page("{% raw %}" + filled("{%") + "%}{% endraw %}"),
    "as many outputs as may be": lambda: page("{{a}}" * 13_000),
    "as many conditions as may be": lambda: page("{% if a == b and c %}x{% elsif d %}y{% endif %}" * 2_800),
    "as many words as may be": lambda: page(("{{ a | append: " + "a," * 1_900 + " }}") * 10),
    "as many filters as may be": lambda: page(("{{ a" + "|h" * 1_900 + " }}") * 10),
    "as many loops as may be": lambda: page("{% for a in b %}{{ a }}{% endfor %}" * 3_300),
    "as much Python as may be": lambda: page("{% for a in b %}{{ a }}{% endfor %}" * 330),
    "as many names as may be": lambda: page("".join(f"{{% assign n{n} = {n} %}}" for n in range(6_600)) + again("{{ 1 | divided_by: 0 }}")),
    "as many partials as may be": lambda: page("{% render 'a', b: c, d: 1 %}" * 2_800, a=""),
    "raw, open": lambda: page("{% raw %}" + filled("{% endra")),
    "raw with ends that are none": lambda: page("{% raw %}" + filled("{%endraw ")),
    "raw, many, open": lambda: page(filled("{% raw %}{% endraw")),
    "schemas, open": lambda: page(filled("{% schema %}")),
    "a doc, a raw and a schema of 5 MB": lambda: page("{% doc %}" + "x" * 5_000_000 + "{% enddoc %}{% raw %}x{% endraw %}{% schema %}{}{% endschema %}"),
    "open tags": lambda: page(filled("{%")),
    "tags without an end": lambda: page(filled("{% a ")),
    "tolerated faults without end": lambda: page(filled("{% if a %}{% else a %}{% else b %}{% endif c %}")),
    "empty tags without end": lambda: page(filled("{%%}")),
    "scripts, open": lambda: page(filled("<script ")),
    "scripts with quotes, open": lambda: page(filled("<script \"<script '")),
    "HTML comments, open": lambda: page(filled("<!--<script>")),
    "scripts written without end": lambda: page(again("<script")),
    "scripts written and closed once": lambda: page("{% for i in (1..9000) %}<script>{{ i }}{% endfor %}" + "x" * 150_000 + "</script>"),
    "styles written, all different": lambda: page(again("<style>{{ i }}</style>", 80_000)),
    "stylesheets without end": lambda: page(filled("{% stylesheet %}a{% endstylesheet %}")),
    "line ends without end": lambda: page("\n" * 100_000 + filled("{{ 1 | divided_by: 0 }}\n", 150_000)),
    "a problem on every line": lambda: page("\n" * 100_000 + filled("{% render 'x' %}\n", 150_000)),
}
"""Attacks by the text of a file: reading it, compiling it."""

DATA: dict[str, Callable[[], Files]] = {
    "a locale nested 10,000 deep": lambda: (page("{{ 'a' | t }}") | {"locales/en.default.json": '{"a":' * 10_000 + "1" + "}" * 10_000}),
    "a locale nested 800 deep": lambda: (page("{{ 'a' | t }}") | {"locales/en.default.json": '{"a":' * 800 + '"x"' + "}" * 800}),
    "a locale with a long key above many": lambda: (page("{{ 'a' | t }}") | {"locales/en.default.json": '{"' + "k" * 500_000 + '": {' + ",".join(f'"{n}": "x"' for n in range(60_000)) + "}}"}),
    "a locale with a number of 10,000 digits": lambda: (page("{{ 'a' | t }}") | {"locales/en.default.json": '{"a": ' + "9" * 10_000 + "}"}),
    "a locale with surrogates": lambda: (page("{{ 'a' | t }}<script>{{ 'a' | t }}</script>{{ 'a' | t | md5 }}{{ 'a' | t | url_encode }}{{ 'a' | t | link_to: 'x' }}") | {"locales/en.default.json": '{"a": "\\ud800"}'}),
    "a locale of open comments": lambda: (page("{{ 'a' | t }}") | {"locales/en.default.json": '{"a": "x"}' + "/*" * 700_000}),
    "a locale of escaped quotes": lambda: (page("{{ 'a' | t }}") | {"locales/en.default.json": '{,}"' + '\\"' * 700_000}),
    "a locale of commas": lambda: (page("{{ 'a' | t }}") | {"locales/en.default.json": "{" + ", " * 700_000 + "}"}),
    "a locale of 200,000 texts": lambda: (page("{{ 'a1' | t }}") | {"locales/en.default.json": "{" + ",".join(f'"a{n}":""' for n in range(120_000)) + "}"}),
    "a schema nested 10,000 deep": lambda: page("{% schema %}" + '{"a":' * 10_000 + "1" + "}" * 10_000 + "{% endschema %}"),
    "a schema with a number of 10,000 digits": lambda: page('{% schema %}{"name": ' + "9" * 10_000 + "}{% endschema %}"),
    "a schema of many settings": lambda: page('{% schema %}{"name": "x", "settings": [' + ",".join(f'{{"type":"text","id":"a{n}","label":"x"}}' for n in range(4_000)) + "]}{% endschema %}{% for i in (1..100000) %}{{ section.settings.a1 }}{{ section.settings | json }}{% endfor %}"),
    "a schema of huge ranges": lambda: page('{% schema %}{"name": "x", "settings": [{"type": "range", "id": "a", "label": "x", "min": 0, "max": 1e308, "step": 1e-308, "default": 1e999}, {"type": "number", "id": "b", "label": "y", "default": -1e400}]}{% endschema %}{{ section.settings.a }}{{ section.settings | json }}'),
}
"""Attacks by the JSON beside the templates."""

SEEDS = {
    "quotes": "'%22%3C%3E%0A%01 a' | url_decode",
    "letters": "'éﷺ🙂%20&amp;-<'",
}
"""Expressions for a text that grows."""


def climbing(call: str, seed: str) -> Files:
    """A filter given a text of every length up to the one at which the page is ended, its result written everywhere."""
    doubled = "{% assign a = a | append: a %}{% assign b = a | " + call + " %}"
    written = "{% capture z %}{% if b == a %}{% endif %}{{ b }}<script>{{ b }}</script><style>{{ b }}</style>{% endcapture %}"
    return page("{% assign a = " + SEEDS[seed] + " %}" + again(doubled + written, 24))


ATTACKS = {**MEASURED, **TEXTS, **LISTS, **CALLS, **FILES, **DATA}
