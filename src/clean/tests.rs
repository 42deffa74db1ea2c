//! 1. Every block gets exactly one role, in order, with its text unchanged.
//! 2. What is not the article is junk with the right reason; what is, stays.
//! 3. Roles and metadata agree.
//! 4. `--no-clean` takes the text whole; `--keep` turns junk back into body.
//!
//! A page is written as its own expectation: each line is `role| text`.

use proptest::prelude::*;

use super::*;
use crate::model::{ArticleId, Block, BlockKind, Claim, Given, Media, Provenance, Region, Source};

fn document(given: Given) -> RawDocument {
    RawDocument {
        id: ArticleId(1),
        source: Source { path: "page.txt".to_owned(), ..Source::default() },
        media: Media::Text,
        text: String::new(),
        given,
    }
}

/// The page of an annotated text: a block a line, blank lines between.
fn page(annotated: &str) -> (Page, Vec<&str>) {
    let mut page = Page::default();
    let mut roles = vec![];
    for (number, line) in annotated.lines().enumerate() {
        if let Some((role, text)) = line.trim().split_once("| ") {
            let number = u32::try_from(number + 1).unwrap_or(0);
            page.blocks.push(Block::line(number, text));
            roles.push(role);
        }
    }
    (page, roles)
}

fn roles(article: &Article) -> Vec<String> {
    let of = |block: &JudgedBlock| block.reason.map_or(block.role.as_str(), Reason::as_str).to_owned();
    article.blocks.iter().map(of).collect()
}

/// Page in, roles out; the article for further questions.
#[track_caller]
fn check(annotated: &str) -> Article {
    let (page, expected) = page(annotated);
    let texts: Vec<String> = page.blocks.iter().map(|block| block.text.clone()).collect();
    let article = article(&document(Given::default()), page, &CleanOptions::default());
    let found: Vec<String> = roles(&article).into_iter().zip(&texts).map(|(role, text)| format!("{role}| {text}")).collect();
    let wanted: Vec<String> = expected.iter().zip(&texts).map(|(role, text)| format!("{role}| {text}")).collect();
    assert_eq!(found.join("\n"), wanted.join("\n"));
    article
}

const HARBOUR: &str = "outlet| The Quay Herald
    navigation| World Business Sport Culture
    crawl_date| Today: March 28, 2025

    title| Pilots end strike after nine days at Port Ellery
    subtitle| Union accepts two more rest days a month
    date| February 18, 2025
    byline| By Anna Varga and Jo Berg

    body| PORT ELLERY (Reuters) - Harbour pilots at Port Ellery went back to work on Tuesday after the union accepted an offer of two more rest days.

    body| The nine-day strike had left 23 ships waiting outside the breakwater, the port authority said, and cost traders about four million crowns.

    caption| A tug leaves the harbour on Tuesday morning. Photo: Lena Orth

    body| “We are tired, and we are glad,” said Greta Sandvik, who leads the union of harbour pilots.

    heading| Fruit for the jam factories

    promotion| Get the morning briefing
    promotion| Our editors choose the five stories you need before breakfast.

    body| Cargo agents said that most of the bananas on the waiting ships could no longer be sold and would go to the jam factories.

    related| Read more: Lighthouse sold to a mystery bidder

    body| The port handled 1.5 million containers last year. Its last strike, in 2011, ended after a week.

    credit| (Reporting by Anna Varga and Jo Berg; Editing by Tom Reed)

    share| Share Tweet Email Print
    related| Recommended news
    related| Old ferry terminal to become a covered market
    teaser| It began with one cold lamp post, and by Sunday there was not a bare railing left in the park...
    boilerplate| © 2025 The Quay Herald. All rights reserved.";

#[test]
fn a_page_with_everything() {
    let article = check(HARBOUR);
    assert_eq!(article.title.value.as_deref(), Some("Pilots end strike after nine days at Port Ellery"));
    assert_eq!(article.title.source, Provenance::Page);
    assert_eq!(article.outlet.value.as_deref(), Some("The Quay Herald"));
    assert_eq!((article.agency.value.as_deref(), article.agency.source), (Some("Reuters"), Provenance::Dateline));
    assert_eq!(article.authors, ["Anna Varga", "Jo Berg"]);
    assert_eq!(article.editors, ["Tom Reed"]);
    assert_eq!(article.dateline.as_deref(), Some("PORT ELLERY"));
    assert_eq!(article.date.value.as_deref(), Some("2025-02-18"));
    assert_eq!(article.language.as_deref(), Some("en"));
}

#[test]
fn headlines_without_a_heading_trail_off() {
    let article = check(
        "body| The two ministries agreed to restore normal work at each other's embassies, the first sign of a thaw in many years.
        body| Officials said the meeting in Brannock lasted four hours and that both sides would now appoint teams to settle the details.
        body| The opposition has yet to say how it will vote on the agreement in parliament next month.


        related| Lighthouse Keeper Wins National Lottery for Second Time
        related| Coast Guard Faces Resource Strain as It Pursues Oil Tanker
        related| Council Recalled After Beach Incident to Debate Stricter Rules",
    );
    assert_eq!(article.title.source, Provenance::Lead);
    assert_eq!(article.date.value, None);
}

#[test]
fn repeated_headlines_and_tag_rows_are_no_text() {
    check(
        "title| Miners vote to strike as metal jumps five percent
        byline| By Jan Terhune

        body| Workers at the Torvik mine voted on Thursday for a strike after the owner cut the annual bonus by half, the union said.

        body| The stoppage will begin with the night shift unless a deal between the union and the owner of the mine is found before then.

        share| Share This

        related| Popular

        tags| Crime|Europe|World
        related| Court jails painter who sold his forgeries twice
        related| Court jails painter who sold his forgeries twice
        tags| Europe|World
        related| Aid workers reported missing after the flood in the valley",
    );
}

#[test]
fn what_the_site_says_of_its_cookies_below_the_article_is_no_text() {
    check(
        "title| Miners vote to strike as metal jumps five percent
        byline| By Jan Terhune

        body| Workers at the Torvik mine voted on Thursday for a strike after the owner cut the annual bonus by half, the union said.

        body| The stoppage will begin with the night shift unless a deal between the union and the owner of the mine is found before then.

        related| Latest
        navigation| Europe
        navigation| World
        navigation| Sport

        consent| The pages you open leave small files in your browser, and these cookies tell us which of our stories are read, for how long, and from where our readers came to them. We use what they tell us to decide which stories stand on the first page, how long they stay there, and what we ought to write about next, and we keep the sums for two years, but never the names of those who have read them.

        consent| If you do not allow these cookies we cannot know when you have come to us, and parts of what we offer may work less well than they should. The crossword forgets how far you had come, the map does not know your town, and the page asks again on every visit whether you would like to read in large letters, since it has no place in which it could keep what you answered the last time.

        consent| Our partners may put files of their own beside ours. They do not learn your name, but they know your browser when it returns, and they can tell that the same person who read about the mine on Monday looked for a new kettle on Tuesday. You can ask each of them to forget what it has kept; the list at the end of this page says where to write, and how long an answer takes.",
    );
}

#[test]
fn a_first_paragraph_cut_off_by_a_share_bar_stays() {
    check(
        "title| Reading rooms stay open through the winter
        date| 3 November 2025
        navigation| Culture
        body| All nine reading rooms of the city stay open until ten at night this winter, the council decided.
        share| Share
        share| Facebook
        share| Email
        share| Print
        promotion| Newsletter
        promotion| Your email address
        promotion| Sign up

        body| Heating them costs less than the cold does, said the head of the library, who had asked for the longer hours since the spring.

        body| Two of the rooms will lend blankets, and three of them will serve soup on the coldest evenings, paid for by the friends of the library.",
    );
}

#[test]
fn the_article_in_one_block_is_not_read_twice() {
    let paragraphs: Vec<String> = (0..8)
        .map(|at| format!("The council of ward {at} met on Monday and agreed that bridge {at} over the river must be closed for {at}5 days while the beams are mended."))
        .collect();
    let lines = paragraphs.join("\n\nbody| ");
    check(&format!("title| Eight bridges shut while beams are mended\n\nbody| {lines}\n\nrepeated| {}", paragraphs.join(" ")));
}

#[test]
fn short_things_inside_the_story_stay() {
    check(
        "title| Crack in main beam shuts the bridge
        date| 13 January 2026
        body| The bridge was closed to all traffic on Monday night after inspectors found a crack in one of its main steel beams.
        body| “It is closed.”
        body| The mayor asked companies to let staff work from home and promised a repair plan within ten days.
        heading| What drivers should know
        body| - Cars are being sent over the Mill Bridge, where the toll is suspended.
        body| - Lorries must use the ring road.
        body| Some schools in the north of the city let pupils arrive an hour late on Tuesday morning.",
    );
}

#[test]
fn other_scripts() {
    let chinese = check(
        "outlet| 江湾晨报
        navigation| 首页  要闻  本地  财经
        title| 退休教师在古桥下办起免费修船学堂
        date| 2026年2月18日 08:15
        byline| 记者 沈若溪

        body| 每逢周末清晨，青萝桥下就会传来敲打木板的声音。七十二岁的退休教师顾砚秋在这里办了一所免费的修船学堂，学员都是附近的居民。

        body| 学堂开办两年来，先后有一百三十名学员参加学习，共修复二十七条木船。学员中既有大学生，也有退休工人，还有几位渔民。

        advertisement| 广告
        related| 相关阅读
        related| 地铁九号线延误因信号故障
        related| 熊猫双胞胎满月亮相
        boilerplate| 版权所有 未经许可不得转载",
    );
    assert_eq!((chinese.authors.as_slice(), chinese.language.as_deref()), (["沈若溪".to_owned()].as_slice(), Some("zh")));
    check(
        "title| مزارعو الوادي ينجحون في حصاد الضباب
        byline| بقلم: سالم العوضي
        body| نجح أهالي قرية وادي السدر في تحويل الضباب الذي يغطي جبالهم في الشتاء إلى ماء صالح للشرب يكفي نحو ثلاثمئة أسرة.
        body| ونصب المزارعون ثمانين شبكة دقيقة على ارتفاع ألفي متر، وتجمع كل شبكة نحو أربعين لترا من الماء في الليلة الواحدة.
        related| اقرأ أيضا
        related| افتتاح معرض الكتاب في العاصمة",
    );
}

#[test]
fn one_paragraph_is_a_page() {
    let article = check(
        "body| The two countries have agreed to restore normal operations at each other's embassies, the ministry said on Tuesday.",
    );
    assert_eq!(article.title.source, Provenance::Lead);
}

#[test]
fn markup_counts() {
    let block = |kind, region, in_main, text: &str, link: u32| Block {
        line: None,
        text: text.to_owned(),
        kind,
        region,
        link_bytes: link,
        in_main,
        hint: None,
    };
    let prose = "The glassworks at Corran will reopen in January with 64 jobs, its new owner said on Monday, two years after the furnace went cold.";
    let page = Page {
        head: crate::model::Head {
            titles: vec![Claim {
                value: "Glassworks to reopen with 64 jobs | Corran Gazette".to_owned(),
                from: Provenance::Metadata,
            }],
            outlets: vec![Claim { value: "Corran Gazette".to_owned(), from: Provenance::Metadata }],
            dates: vec![Claim { value: "2025-10-14T08:00:00+01:00".to_owned(), from: Provenance::Structured }],
            ..Default::default()
        },
        blocks: vec![
            block(BlockKind::ListItem, Region::Navigation, false, "Family notices", 14),
            block(BlockKind::Heading(1), Region::Main, true, "Glassworks to reopen with 64 jobs", 0),
            block(BlockKind::Paragraph, Region::Main, true, prose, 0),
            block(BlockKind::Caption, Region::Main, true, "The furnace hall, empty since 2023", 0),
            block(BlockKind::Heading(2), Region::Main, true, "Electric melting", 0),
            block(
                BlockKind::Paragraph,
                Region::Main,
                true,
                "The new furnace will be heated by electricity and produce nine tonnes of glass a day.",
                0,
            ),
            block(BlockKind::ListItem, Region::Aside, false, "Falcon chicks hatch on cathedral spire", 38),
        ],
    };
    let article = article(&document(Given::default()), page, &CleanOptions::default());
    assert_eq!(roles(&article), ["navigation", "title", "body", "caption", "heading", "body", "related"]);
    assert_eq!(
        (article.title.value.as_deref(), article.title.source),
        (Some("Glassworks to reopen with 64 jobs"), Provenance::Metadata)
    );
    assert_eq!((article.date.value.as_deref(), article.date.source), (Some("2025-10-14"), Provenance::Structured));
}

#[test]
fn given_text_loses_only_clear_junk() {
    let given = Given {
        title: Some("Thirteen hours".to_owned()),
        date: Some("2025-09-29".to_owned()),
        authors: vec!["By Hester Vaughan".to_owned()],
        ..Given::default()
    };
    let (page, _) = page(
        "body| A clockmaker left the town a clock.
        body| It has thirteen hours
        x| Read more: Falcon chicks hatch
        body| An old man missed his bus.
        x| Share Tweet Email",
    );
    let article = article(&document(given), page, &CleanOptions::default());
    assert_eq!(roles(&article).iter().filter(|role| *role == "related" || *role == "share").count(), 2);
    assert_eq!(article.text_blocks().count(), 3);
    assert_eq!((article.title.source, article.date.source), (Provenance::Metadata, Provenance::Metadata));
    assert_eq!(article.authors, ["Hester Vaughan"]);
}

#[test]
fn options_are_followed() {
    let whole = article(&document(Given::default()), page(HARBOUR).0, &CleanOptions { clean: false, keep: vec![] });
    assert!(whole.blocks.iter().all(|block| block.role == Role::Body));
    assert_eq!((whole.title.source, whole.date.value, whole.outlet.value), (Provenance::Lead, None, None));
    let kept = article(&document(Given::default()), page(HARBOUR).0, &CleanOptions { clean: true, keep: vec![Reason::Related] });
    assert!(!kept.blocks.iter().any(|block| block.reason == Some(Reason::Related)));
    assert!(kept.blocks.iter().any(|block| block.reason == Some(Reason::Teaser)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn nothing_vanishes(lines in prop::collection::vec(prop_oneof![
        Just("Recommended news".to_owned()), Just("By Jo Berg".to_owned()), Just("Today: March 28, 2025".to_owned()),
        Just("Crime|Europe".to_owned()), Just("Rain fell on the town for two days, and the river rose above its banks.".to_owned()),
        Just("Comments (3)".to_owned()), Just("© 2025 The Post".to_owned()), Just("(Reuters) - ".to_owned()), "\\PC{1,40}",
    ], 0..20)) {
        let blocks: Vec<Block> = lines.iter().enumerate().map(|(at, text)| Block::line(u32::try_from(at).unwrap_or(0) + 1, text.clone())).collect();
        let page = Page { blocks, ..Page::default() };
        let article = article(&document(Given::default()), page, &CleanOptions::default());
        prop_assert_eq!(article.blocks.len(), lines.len());
        for (block, line) in article.blocks.iter().zip(&lines) {
            prop_assert_eq!(&block.text, line);
            prop_assert_eq!(block.reason.is_some(), block.role == Role::Junk);
        }
    }
}

/// The article of a page whose lines between headline and body are these.
fn signed(lines: &str) -> Article {
    let text = format!(
        "x| Pilots end strike after nine days at Port Ellery
        x| Union accepts two more rest days a month, and the port reopens to ships.
        {lines}
        x| Harbour pilots at Port Ellery went back to work on Tuesday after the union accepted two more rest days a month.
        x| \"We would have taken one,\" said Mara Olin, who speaks for the pilots, as the first tugs left the quay.
        x| The port said that forty ships had waited in the roads, and that the last would be in by Sunday night."
    );
    let (page, _) = page(&text);
    article(&document(Given::default()), page, &CleanOptions::default())
}

#[test]
fn bylines_over_several_lines_and_names_alone() {
    for (lines, authors) in [
        (
            "x| By\nx| ANNA VARGA\nx| ,\nx| JO BERG\nx| and\nx| KARI MOE\nx| February 18, 2025",
            &["Anna Varga", "Jo Berg", "Kari Moe"][..],
        ),
        ("x| Anna Varga\nx| February 18, 2025", &["Anna Varga"]),
        ("x| Anna Varga\nx| Senior reporter", &["Anna Varga"]),
        ("x| AFP\nx| February 18, 2025", &["AFP"]),
        ("x| February 18, 2025, 10:05 | Anna Varga", &["Anna Varga"]),
        // The article speaks of her.
        ("x| Mara Olin\nx| February 18, 2025", &[]),
        ("x| Upper Harbour\nx| More on this", &[]),
    ] {
        assert_eq!(signed(lines).authors, authors, "{lines}");
    }
}

#[test]
fn dates_with_a_label_above_and_of_two_the_earlier() {
    for (lines, date) in [
        ("x| Published\nx| February 18, 2025\nx| February 17, 2025", Some("2025-02-18")),
        ("x| February 18, 2025\nx| February 19, 2025", Some("2025-02-18")),
        ("x| Updated: February 19, 2025", Some("2025-02-19")),
    ] {
        assert_eq!(signed(lines).date.value.as_deref(), date, "{lines}");
    }
}
