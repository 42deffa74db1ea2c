//! 1. Blocks carry the kind, region, hint and link bytes of their markup.
//! 2. Words are neither parted nor run together.
//! 3. Hidden text is kept apart; scripts are not text.

use dom_query::Document;

use super::walk;

/// One line a block: kind, region, hint if any, link bytes if any, text.
fn show(html: &str) -> String {
    let document = Document::from(html);
    let lines = walk(&document).into_iter().map(|found| {
        let hint = found.block.hint.map(|hint| format!(" {hint:?}")).unwrap_or_default();
        let block = found.into_block();
        let links = if block.link_bytes == 0 { String::new() } else { format!(" @{}", block.link_bytes) };
        format!("{:?} {:?}{hint}{links}: {}", block.kind, block.region, block.text)
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[track_caller]
fn check(html: &str, expected: &str) {
    assert_eq!(show(html), expected, "{html}");
}

#[test]
fn kinds() {
    check("<h2>A</h2><p>B</p><ul><li>C</ul>", "Heading(2) Unknown: A\nParagraph Unknown: B\nListItem Unknown: C");
    check("<blockquote><p>Q</p></blockquote>", "Quote Unknown: Q");
    check("<figure><img alt=x><figcaption>C</figcaption></figure>", "Caption Unknown: C");
    check("<table><tr><th>A<td>B</table>", "Cell Unknown: A\nCell Unknown: B");
    check(
        "<button>Go</button><select><option>1<option>2</select>",
        "Control Unknown: Go\nControl Unknown: 1\nControl Unknown: 2",
    );
    check("<dl><dt>A<dd>B</dl><pre>a\n  b</pre>", "ListItem Unknown: A\nListItem Unknown: B\nParagraph Unknown: a\n  b");
    check("<div>A<p>B</p>C</div>", "Paragraph Unknown: A\nParagraph Unknown: B\nParagraph Unknown: C");
    check("A<br>B<br> <br>C", "Paragraph Unknown: A B\nParagraph Unknown: C");
}

#[test]
fn words() {
    check("<p>a<b>b</b>c <i>d</i>, e</p>", "Paragraph Unknown: abc d, e");
    check("<p>a\n\t b&nbsp;c\u{ad}d</p>", "Paragraph Unknown: a b cd");
    check("<p><span>T</span>he end</p>", "Paragraph Unknown: The end");
    check("<div><span>By</span><span>Ann Lee</span></div>", "Paragraph Unknown: By Ann Lee");
    check("<div><a>News</a><a>Sport</a></div>", "Paragraph Unknown @9: News Sport");
    check("<p>x <x-y>in line</x-y> z</p>", "Paragraph Unknown: x in line z");
    check("<ruby>東<rt>ひがし</rt></ruby>", "Paragraph Unknown: 東");
}

#[test]
fn regions() {
    check("<nav><a>A</a></nav>", "Paragraph Navigation @1: A");
    check("<div role=banner>A</div>", "Paragraph Header: A");
    check("<article><header><h1>A</h1></header><p>B</p></article>", "Heading(1) Main: A\nParagraph Main: B");
    check("<main>A<aside>B</aside></main>", "Paragraph Main: A\nParagraph Aside: B");
    check("<footer><nav>A</nav></footer>", "Paragraph Footer: A");
    check("<div class=share-bar>A</div>", "Paragraph Aside Share: A");
    check("<section id=comments><p>A</p></section>", "Paragraph Comments: A");
    check("<body class=sidebar><p>A</p>", "Paragraph Unknown: A");
    check(
        "<p class=author>Ann</p><p itemprop=datePublished>May 1</p>",
        "Paragraph Unknown Byline: Ann\nParagraph Unknown Date: May 1",
    );
    check("<p><time>May 1</time></p>", "Paragraph Unknown Date: May 1");
}

#[test]
fn links() {
    check("<p>see <a href=x>this page</a> now</p>", "Paragraph Unknown @9: see this page now");
    check("<a href=x><h3>T</h3><p>S</p></a>", "Heading(3) Unknown @1: T\nParagraph Unknown @1: S");
}

#[test]
fn hidden() {
    check("<p hidden>A</p>", "Paragraph Hidden: A");
    check("<div style='display: none'><p>A</p></div>", "Paragraph Hidden: A");
    check("<p>a <span class=sr-only>b</span> c</p>", "Paragraph Unknown: a c\nParagraph Hidden: b");
    check("<script>a</script><style>b</style><svg><title>c</title></svg><iframe>d</iframe><p>E", "Paragraph Unknown: E");
    check("<noscript><p>A</p></noscript>", "Paragraph Unknown: A");
    let long = "word ".repeat(100);
    assert!(!show(&format!("<p>{long}</p><noscript><p>Enable it</p></noscript>")).contains("Enable"));
}
