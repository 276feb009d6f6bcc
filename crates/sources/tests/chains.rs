//! One line a case: a text with its quotation marked, and the chain it came through.
//!
//! The chains are those of the rules alone, before a model says how sure each link is.
//!
//! In the text `[…]` is the source, `{…}` the cue and `<…>` the content; several quotations have several of each, told
//! apart by a digit after the opening bracket (`[2…]`). A chain reads `relation name`, the speaker's end first, `; ` between;
//! `speaks NAME` where an outlet speaks itself; `(carried)` where a link is carried on. The people are invented.

use dixit_entities::{EntityTagger, RuleTagger, cluster};
use dixit_models::outlets::Outlets;
use dixit_quotes::{Quote, QuoteKind};
use dixit_sources::{Chain, Sources, rule_chains, trace};
use dixit_speakers::resolve;
use dixit_text::{Document, Scratch, Span, Spans};

/// The text without the marks, and the quotations they mark.
fn read(marked: &str) -> (String, Vec<Quote>) {
    let mut text = String::new();
    let mut quotes: Vec<Quote> = Vec::new();
    let mut open: Vec<(char, usize, u32)> = Vec::new();
    let mut chars = marked.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '[' | '{' | '<' => {
                let digit = chars.next_if(char::is_ascii_digit).map_or(0, |d| d as usize - '1' as usize);
                open.push((c, digit, text.len() as u32));
            }
            ']' | '}' | '>' => {
                let (mark, n, start) = open.pop().expect("a mark was opened");
                let blank = Quote {
                    content: Spans::new(),
                    cue: Spans::new(),
                    source: Spans::new(),
                    kind: QuoteKind::Indirect,
                    parent: None,
                    score: 1.0,
                };
                if quotes.len() <= n {
                    quotes.resize(n + 1, blank);
                }
                let span = Span::new(start, text.len() as u32);
                match mark {
                    '[' => quotes[n].source.push(span),
                    '{' => quotes[n].cue.push(span),
                    _ => quotes[n].content.push(span),
                }
            }
            _ => text.push(c),
        }
    }
    for quote in &mut quotes {
        let content = &text[quote.content[0].range()];
        quote.kind = match (content.starts_with('“'), content.contains('“')) {
            (true, _) => QuoteKind::Direct,
            (false, true) => QuoteKind::Mixed,
            (false, false) => QuoteKind::Indirect,
        };
    }
    (text, quotes)
}

fn analyse(marked: &str) -> (Document, Sources) {
    let (text, quotes) = read(marked);
    let mut doc = Document::new("case", text).unwrap();
    doc.date = Some("2025-12-05".to_owned());
    let tokens = dixit_tokens::tokenize(doc.text());
    let mentions = RuleTagger::default().tag(&doc, &tokens, &mut Scratch::default());
    let entities = cluster(&doc, &tokens, mentions);
    let attributions = resolve(&doc, &tokens, &entities, &quotes);
    let sources = trace(&doc, &tokens, &entities, &quotes, &attributions, Outlets::builtin());
    let chains = rule_chains(&doc, &tokens, &entities, &quotes, &attributions, Outlets::builtin());
    (doc, Sources { chains, ..sources })
}

fn chain(doc: &Document, chain: &Chain) -> String {
    let outlets = Outlets::builtin();
    let mut links = Vec::new();
    if let Some(speaker) = &chain.outlet_speaker {
        links.push(format!("speaks {}", speaker.label(doc, outlets)));
    }
    for via in &chain.via {
        let (relation, name) = (via.relation.as_str(), via.label(doc, outlets));
        links.push(format!("{relation} {name}{}", if via.carried { " (carried)" } else { "" }));
    }
    links.join("; ")
}

/// Checks the chain of the last quotation marked.
#[track_caller]
fn check(marked: &str, expected: &str) {
    let (doc, sources) = analyse(marked);
    let last = sources.chains.last().expect("a quotation is marked");
    assert_eq!(chain(&doc, last), expected, "{marked}");
}

#[test]
fn told_an_outlet() {
    check("<“It will hold,”> [Ann Lee] {told} Reuters.", "told Reuters");
    check("<“It will hold,”> [Ann Lee] {told} CNN’s Bob Hill on Friday.", "told CNN");
    check("[Ann Lee] {told} MSNBC’s “Morning Joe” <that the bridge would hold>.", "told Morning Joe");
    check("<“It will hold,”> [Ann Lee] {told} Bob Hill of The Washington Post.", "told The Washington Post");
    check(
        "[Ann Lee] {confirmed} to the South China Morning Post <that she would resign>.",
        "told South China Morning Post",
    );
    check("<“No comment,”> [the minister] {said} in remarks to Xinhua.", "told Xinhua News Agency");
    check("<“It will hold,”> [she] {told} Yonhap News Agency by phone.", "told Yonhap News Agency");
    check("<“It will hold,”> [Ann Lee] {told} state media.", "told state media");
    check("<“It will hold,”> [Ann Lee] {told} the Harbour Gazette.", "told Harbour Gazette");
    check("<“It will hold,”> [Ann Lee] {told} her radio audience.", "told her radio audience");
}

#[test]
fn interviews() {
    check(
        "In an interview with Nikkei Asia, [Ann Lee] {said} <the plant would open>.",
        "interview Nikkei Asia",
    );
    check(
        "<“It will open,”> [Ann Lee] {said} in an interview on Bloomberg Television.",
        "interview Bloomberg Television",
    );
    check("In a Der Spiegel interview, [Ann Lee] {said} <the plant would open>.", "interview Der Spiegel");
    check(
        "<“It will open,”> [Ann Lee] {said} in an interview with Le Monde published Monday.",
        "interview Le Monde",
    );
    check("[Ann Lee], interviewed by NHK, {said} <the plant would open>.", "interview NHK");
    check("<“It will open,”> [Ann Lee] {said} in an interview.", "interview an interview");
    check(
        "Ann Lee sat down for an interview with Time magazine.\n\n<“It will open,”> [Ann Lee] {said}.",
        "interview Time (carried)",
    );
    check(
        "The rule came up in an interview with Le Monde.\n\nAnn Lee noted the rule in the interview. [She] {said} <it is fair>.",
        "interview Le Monde (carried)",
    );
}

#[test]
fn relayed_by_an_outlet() {
    check("<“It will hold,”> [Ann Lee] {said}, as reported by Kyodo News.", "reported_by Kyodo News");
    check("According to Yonhap, [Ann Lee] {said} <the talks had failed>.", "reported_by Yonhap News Agency");
    check(
        "[Ann Lee] {said} <the talks had failed>, the Financial Times reported.",
        "reported_by Financial Times",
    );
    check("<“It will hold,”> [Ann Lee] {said}, according to The Hill.", "reported_by The Hill");
    check("[Ann Lee] {said} <the talks had failed>, citing Caixin.", "reported_by Caixin");
    check("As Le Figaro reported, [Ann Lee] {said} <the talks had failed>.", "reported_by Le Figaro");
    check("[Ann Lee] {said} <the talks had failed>, state media reported.", "reported_by state media");
    check(
        "<“It is going well,”> [Ann Lee] {posted on} X (formerly Twitter), as reported by Transport Topics.",
        "posted_on X; reported_by Transport Topics",
    );
    check(
        "<“It is going well,”> [Ann Lee] {said} in a memo obtained by Reuters.",
        "published_in a memo; obtained_by Reuters",
    );
    check("Reuters reported that [Ann Lee] {said} <the talks had failed>.", "reported_by Reuters");
}

#[test]
fn platforms() {
    check("<“It is going well,”> [Ann Lee] {wrote} on Weibo.", "posted_on Weibo");
    check("[Ann Lee] {tweeted} <that it was going well>.", "posted_on Twitter");
    check("In a Facebook post, [Ann Lee] {said} <it was going well>.", "posted_on Facebook");
    check("[Ann Lee] took to Truth Social and {said} <it was going well>.", "posted_on Truth Social");
    check("<“It is going well,”> [the company] {said} on its website.", "posted_on its website");
    check("<“It is going well,”> [Ann Lee] {wrote} on Telegram.", "posted_on Telegram");
    check("<“It is going well,”> [Ann Lee] {said} via email.", "posted_on email");
}

#[test]
fn on_air_and_in_print() {
    check(
        "<“It is going well,”> [Ann Lee] {said} on CNN’s “State of the Union.”",
        "said_at State of the Union",
    );
    check("<“It is going well,”> [Ann Lee] {said} Sunday on “Fox News Sunday.”", "said_at Fox News Sunday");
    check(
        "<“It is going well,”> [Ann Lee] {wrote} in The Wall Street Journal.",
        "published_in The Wall Street Journal",
    );
    check(
        "In a New York Times essay, [Ann Lee] {wrote} <that it was going well>.",
        "published_in The New York Times",
    );
    check("<“It is going well,”> {wrote} [Bob Hill] for Morning Consult.", "published_in Morning Consult");
    check(
        "On this week’s episode of The Daily Show, [Ann Lee] {said} <it was going well>.",
        "said_at The Daily Show",
    );
}

#[test]
fn occasions_and_documents() {
    check(
        "At a rally in Novi, Michigan, [Ann Lee] {said} <the tax would fall>.",
        "said_at a rally in Novi, Michigan",
    );
    check("<“The tax will fall,”> [Ann Lee] {said} at a news conference.", "said_at a news conference");
    check("<“The tax will fall,”> [Ann Lee] {said} in a statement.", "published_in a statement");
    check("At Monday’s debate, [Ann Lee] {said} <the tax would fall>.", "said_at Monday’s debate");
    check("In her 2003 book, [Ann Lee] {wrote} <that the tax would fall>.", "published_in her 2003 book");
    check("<“The tax will fall,”> [the bank] {said} in a filing.", "published_in a filing");
    check("[Ann Lee] {said} during a hearing <that the tax would fall>.", "said_at a hearing");
    check(
        "[Ann Lee] {announced} <that the tax would fall>. The decision, made at a summit in Seoul, came early.",
        "said_at a summit in Seoul",
    );
}

#[test]
fn an_outlet_that_speaks() {
    check(
        "[Xinhua] {said} in a commentary <that the talks were sincere>.",
        "speaks Xinhua News Agency; published_in a commentary",
    );
    check("[The New York Times] {reported} <that the bank lost money>.", "speaks The New York Times");
    check(
        "[1The Guardian] {1reported} <1the loss on Monday>. [2The newspaper] {2said} <2the bank knew>.",
        "speaks The Guardian",
    );
    check(
        "According to [Xinhua], the talks {were} <“in-depth and constructive.”>",
        "speaks Xinhua News Agency; reported_by Xinhua News Agency",
    );
}

#[test]
fn common_words_are_no_outlets() {
    check("<“Time will tell,”> [Ann Lee] {said} at the time.", "");
    check("[Ann Lee] {told} the people on the hill <that the sun was warm>.", "");
    check("It cost a fortune over time, [Ann Lee] {said}, <and nobody knew>.", "");
    check("[Ann Lee] {said} <x equals y>, in the independent view of the state.", "");
    check("[Ann Lee] of the Post Office {said} <the post was late>.", "");
    check("In Times Square, [Ann Lee] {said} <the sun was out>.", "");
    check("[Ann Lee] {told} People’s Liberation Army officers <to wait>.", "");
    check("[Ann Lee] {said} <the signal was weak> on the line today.", "");
    check("For the record, [Ann Lee] {said} <the variety was rare>.", "");
    check("The sun set in the west, [Ann Lee] {wrote}, <and science slept>.", "");
}

#[test]
fn ambiguous_names_after_the_full_one() {
    check(
        "The Washington Post asked her. <“It will hold,”> [she] {told} the Post.",
        "told The Washington Post",
    );
    check("The New York Post asked her. <“It will hold,”> [she] {told} The Post.", "told New York Post");
    check("<“It will hold,”> [Ann Lee] {told} Time.", "told Time");
    check("<“It will hold,”> [Ann Lee] {told} The Sun newspaper.", "told The Sun");
    check("<“It will hold,”> [Ann Lee] {told} Fortune magazine.", "told Fortune");
    check(
        "<“It will hold,”> [Ann Lee] {told} the Associated Press. [2She] {2told} the AP <2it was safe>.",
        "told The Associated Press",
    );
}

#[test]
fn carried_on_while_the_speaker_goes_on() {
    check(
        "<“It will hold,”> [Ann Lee] {told} Reuters. <2“It is new,”> [2she] {2said}.",
        "told Reuters (carried)",
    );
    check(
        "<“It will hold,”> [Ann Lee] {said}, as reported by Reuters. [2Bob Hill] {2said} <2it would fall>.",
        "",
    );
}

/// Checks the chain of the first quotation marked.
#[track_caller]
fn check_first(marked: &str, expected: &str) {
    let (doc, sources) = analyse(marked);
    assert_eq!(chain(&doc, &sources.chains[0]), expected, "{marked}");
}

#[test]
fn passages_from_one_outlet() {
    check(
        "Slate reports:\n\n“The bridge held. [Ann Lee] {said} <it was new>.",
        "reported_by Slate (carried)",
    );
    check(
        "Reuters reporter Bob Hill went to see her. Hill writes:\n\n“It held. [Ann Lee] {said} <it was new>.",
        "reported_by Reuters (carried)",
    );
    check("Slate reports:\n\n“The bridge held.”\n\nThe mayor was there. [Ann Lee] {said} <it was new>.", "");
    check("TWITTER.\n\n[I] {hope} <the bridge holds>.", "posted_on Twitter (carried)");
    check(
        "In The New Yorker’s long profile, friends talk. [Ann Lee] {said} <it was new>.",
        "published_in The New Yorker (carried)",
    );
}

#[test]
fn documents_an_outlet_got_hold_of() {
    check(
        "NBC News first published the video. [It] {shows} <the bridge falling>.",
        "published_in NBC News (carried)",
    );
    check(
        "The Guardian obtained a memo from the bank. [The memo] {says} <the bank lost money>.",
        "published_in The memo; obtained_by The Guardian (carried)",
    );
    check("[The family] {released} <it to Reuters and others>.", "obtained_by Reuters");
    check(
        "Bridges are old, according to a Reuters survey of towns. [The study] {found} <most were rusty>.",
        "published_in The study; published_in Reuters (carried)",
    );
}

#[test]
fn whoever_stands_for_an_outlet() {
    check("CNN’s Jake Moss called her. <“It will hold,”> [she] {told} Moss.", "told CNN");
    check("“The Daily Show” called her. <“It will hold,”> [she] {told} the host.", "told The Daily Show");
    check(
        "The South China Morning Post called. [Ann Lee] {said} <talks had failed>, the newspaper reported.",
        "reported_by South China Morning Post",
    );
    check(
        "The AP interviewed 20 builders. [They] {described} <a bridge in need of paint>.",
        "interview The Associated Press (carried)",
    );
    check("The Brightwater Echo called. <“It will hold,”> [Ann Lee] {told} the Echo.", "told Echo");
    check("<“It will hold,”> [Ann Lee] {told} Channel Six.", "told Channel Six");
    check("[Ann Lee] {told} parliament <that the tax would fall>.", "said_at parliament");
    check("<“It will hold,”> [Ann Lee] {said}. (via Transport Topics)", "");
    check("In a social media post, [Ann Lee] {said} <it was going well>.", "posted_on a social media post");
}

#[test]
fn what_opens_a_sentence_names_all_it_names() {
    check(
        "In a meeting with the editorial board of the Washington Post, he was asked.\n\n<“It will hold,”> [Ann Lee] {said}.",
        "said_at a meeting with the editorial board of the Washington Post (carried); told The Washington Post (carried)",
    );
    // A call that is told of within quoted words is no occasion of what follows.
    check(
        "<“During today’s call with Bob Hill, we spoke,”> [Ann Lee] {wrote} on X. [2The towns] {2agreed to} <2a truce>.",
        "",
    );
    check(
        "At a rally in Lima her aides had planned, [Ann Lee] {said} <the tax would fall>.",
        "said_at a rally in Lima",
    );
}

#[test]
fn partners_of_the_speaker_in_hand() {
    check(
        "[Two officials] {told} Reuters <that it fell>. <2“It fell twice,”> [2one of them] {2said}.",
        "told Reuters (carried)",
    );
    check("[Two officials] {told} Reuters <that it fell>. [2A builder] {2said} <2it stood>.", "");
}

#[test]
fn what_is_said_later_reaches_back_to_a_summary_alone() {
    check_first(
        "<“It opens in May,”> [Ann Lee] {said} on Monday.\n\n[2She] {2told} Reuters <2that it cost too much>.",
        "",
    );
    check_first(
        "[Ann Lee] {said} <it cost too much>.\n\n[2She] {2told} Reuters <2that it cost more than planned>.",
        "told Reuters (carried)",
    );
}

#[test]
fn documents_by_title_cue_and_respondents() {
    check(
        "In her 2003 book, Living Waters, [Ann Lee] {wrote} <that the tax would fall>.",
        "published_in her 2003 book, Living Waters",
    );
    check("In her book, [Ann Lee] {wrote} <that the tax would fall>.", "published_in her book");
    check("[The union] {filed a motion} <to unseal the records>.", "published_in a motion");
    check(
        "The latest poll came out. [Another 19 percent] {said} <they would not vote>.",
        "published_in The latest poll (carried)",
    );
    check("[The ad’s narrator] {says}, <“The tax will fall.”>", "published_in The ad");
    check("In high-profile cases, [Ann Lee] {said}, <the tax would fall>.", "");
}

#[test]
fn occasions_by_who_hears_and_when() {
    check("[Ann Lee] {told} the debate audience <that the tax would fall>.", "said_at the debate");
    check(
        "It began with Monday’s debate, when [Ann Lee] {said} <the tax would fall>.",
        "said_at Monday’s debate",
    );
    check("During a portion of the debate, [Ann Lee] {said} <the tax would fall>.", "said_at the debate");
    check(
        "Speaking to students at Kelmouth University, [Ann Lee] {said} <the tax would fall>.",
        "said_at Kelmouth University",
    );
    check(
        "At a forum in Lima, a farmer asked about taxes.\n\n<“They will fall,”> [Ann Lee] {said}.",
        "said_at a forum in Lima (carried)",
    );
    check("[Ann Lee, who sat in during the hearing,] {said} <it was long>.", "");
    check_first(
        "It rains.\n\nIt snows.\n\nIt hails.\n\n___\n\n10 a.m.\n\n[Ann Lee] {says} <the tax will fall>.\n\n[2She] {2told} Reuters <2that it was too high>.",
        "told Reuters (carried)",
    );
}

#[track_caller]
fn check_when(marked: &str, expected: &str) {
    let (doc, sources) = analyse(marked);
    let when = sources.chains.last().and_then(|c| c.when.as_ref());
    let found = when.map(|w| format!("{} = {}", w.text(&doc), w.date.as_deref().unwrap_or("?")));
    assert_eq!(found.as_deref().unwrap_or(""), expected, "{marked}");
}

/// The articles are of Friday, 5 December 2025.
#[test]
fn times_are_normalized() {
    check_when("On Tuesday, [Ann Lee] {said} <it would rain>.", "Tuesday = 2025-12-02");
    check_when("[Ann Lee] {said} Friday <that it would rain>.", "Friday = 2025-12-05");
    check_when("[Ann Lee] {said} on Dec. 4 <that it would rain>.", "Dec. 4 = 2025-12-04");
    check_when("[Ann Lee] {said} on 30 November <that it would rain>.", "30 November = 2025-11-30");
    check_when("In June 2024, [Ann Lee] {said} <it would rain>.", "June 2024 = 2024-06");
    check_when("Last week [Ann Lee] {said} <it would rain>.", "Last week = 2025-W48");
    check_when("Two days ago [Ann Lee] {said} <it would rain>.", "Two days ago = 2025-12-03");
    check_when("[Ann Lee] {said} yesterday <that it would rain>.", "yesterday = 2025-12-04");
    check_when("[Ann Lee] {said} last year <that it would rain>.", "last year = 2024");
    check_when("[Ann Lee] {said} <it would rain on Sunday>.", "");
    check_when("[Ann Lee] {said} <it would rain>, as it may.", "");
    check_when(
        "[Ann Lee] {said} on 9 October last year <that it would rain>.",
        "9 October last year = 2024-10-09",
    );
    check_when(
        "[Ann Lee] {had stated} at the time of the Lima summit <that it would rain>.",
        "at the time of the Lima summit = ?",
    );
    check_when(
        "Ann Lee was at an event in Lima yesterday. <“It will rain,”> [she] {said}.",
        "yesterday = 2025-12-04",
    );
    check_when("In a chat on Thursday, [Ann Lee] {said} <it had rained>.", "Thursday = 2025-12-04");
}

/// Without a date of its own, an article is about the latest day that it gives.
#[test]
fn times_of_an_article_without_a_date() {
    let marked = "On December 5, 2025, it rained. The June 2024 flood was worse. [Ann Lee] {said} on December 4 <it would rain>.";
    let (text, quotes) = read(marked);
    let doc = Document::new("case", text).unwrap();
    let tokens = dixit_tokens::tokenize(doc.text());
    let mentions = RuleTagger::default().tag(&doc, &tokens, &mut Scratch::default());
    let entities = cluster(&doc, &tokens, mentions);
    let attributions = resolve(&doc, &tokens, &entities, &quotes);
    let sources = trace(&doc, &tokens, &entities, &quotes, &attributions, Outlets::builtin());
    let when = sources.chains[0].when.as_ref().and_then(|w| w.date.as_deref());
    assert_eq!(when, Some("2025-12-04"));
}
