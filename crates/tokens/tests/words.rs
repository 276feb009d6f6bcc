//! One line a case: words, numbers and marks.

use dixit_tokens::{Case, TokenKind, tokenize};

/// `words` are the tokens of `text`, parted by spaces; `·` stands before a word that is joined to the one before it.
fn check(text: &str, words: &str) {
    let layer = tokenize(text);
    let actual: Vec<String> = layer
        .tokens()
        .iter()
        .map(|t| format!("{}{}", if t.joined { "·" } else { "" }, &text[t.span.range()]))
        .collect();
    assert_eq!(actual.join(" "), words);
}

fn check_kind(text: &str, kind: TokenKind, case: Case) {
    let layer = tokenize(text);
    let [token] = layer.tokens() else { panic!("{text} is one token, not {:?}", layer.tokens()) };
    assert_eq!((token.kind, token.case), (kind, case), "{text}");
}

#[test]
fn clitics() {
    check("I don't", "I do ·n't");
    check("DON'T", "DO ·N'T");
    check("Doe's house", "Doe ·'s house");
    check("we’ll, they’ve, I’m", "we ·’ll , they ·’ve , I ·’m");
    check("he'd've", "he ·'d ·'ve");
    check("she shouldn't've", "she should ·n't ·'ve");
    check("the dogs' owner", "the dogs ·' owner");
    check("O'Brien's", "O'Brien ·'s");
    check("gonna cannot", "gon ·na can ·not");
    check("'em in the '90s", "'em in the '90s");
    check("rock 'n' roll", "rock 'n' roll");
    check("donâ€™t", "do ·nâ€™t");
    check("ain't", "ai ·n't");
    check("y'all", "y'all");
}

#[test]
fn hyphens_and_slashes() {
    check("a well-known 63-year-old", "a well - known 63 - year - old");
    check("a non-smoker's e-mail", "a non-smoker ·'s e-mail");
    check("and/or", "and / or");
    check("w/o b/c", "w/o b/c");
    check("2004-2006", "2004 - 2006");
    check("voted 216-199", "voted 216 - 199");
    check("555-0100", "555-0100");
    check("212-555-0100", "212-555-0100");
    check("yes--no—maybe", "yes -- no — maybe");
    check("cost-wise", "cost-wise");
}

#[test]
fn stops() {
    check("The U.S.", "The U.S.");
    check("U.S.-led", "U.S. - led");
    check("Sen. J. Doe left.", "Sen. J. Doe left .");
    check("No. 5 is no.", "No. 5 is no .");
    check("at 9 a.m.", "at 9 a.m.");
    check("J.R.Doe", "J.R. Doe");
    check("Wait... what?!", "Wait ... what ?!");
    check("a…b", "a … b");
    check("Acme Inc., said", "Acme Inc. , said");
    check("end.Next", "end . Next");
    check("George H.W. Doe", "George H.W. Doe");
}

#[test]
fn numbers_and_money() {
    check("$1,200.50", "$ 1,200.50");
    check("1,200,000 or 1,20", "1,200,000 or 1 , 20");
    check("€5m and 39K", "€ 5 m and 39 K");
    check("10:30am", "10:30 am");
    check("6:00p.m.", "6:00 p.m.");
    check("04/26/2001", "04/26/2001");
    check("50%", "50 %");
    check("the 1990s, 19th", "the 1990s , 19th");
    check(".5 or 2.0", ".5 or 2.0");
    check("US$5", "US $ 5");
    check("#1", "# 1");
    check("3G and 4x4", "3G and 4x4");
}

#[test]
fn addresses_handles_and_symbols() {
    check("see https://example.com/a?b=c.", "see https://example.com/a?b=c .");
    check("(www.example.org)", "( www.example.org )");
    check("“http://example.com/x”", "“ http://example.com/x ”");
    check("a.doe@example.org,", "a.doe@example.org ,");
    check("@doe's #tag!", "@doe ·'s #tag !");
    check("the U.S.'s and example.com's", "the U.S. ·'s and example.com ·'s");
    check("AT&T, Q&A", "AT&T , Q&A");
    check("ok :)", "ok :)");
    check("👍🏽 👩‍👩‍👧 🇺🇸🇭🇰", "👍🏽 👩‍👩‍👧 🇺🇸 🇭🇰");
    check("x_y ___", "x_y ___");
    check("said.In the", "said . In the");
    check("café naïve", "café naïve");
    check("a\u{a0}b\u{200b} c", "a b\u{200b} c");
}

#[test]
fn kinds_and_cases() {
    check_kind("senator", TokenKind::Word, Case::Lower);
    check_kind("McDoe", TokenKind::Word, Case::Title);
    check_kind("Élan", TokenKind::Word, Case::Title);
    check_kind("NATO", TokenKind::Word, Case::Upper);
    check_kind("U.S.", TokenKind::Word, Case::Upper);
    check_kind("iPhone", TokenKind::Word, Case::Mixed);
    check_kind("2025", TokenKind::Number, Case::None);
    check_kind("@doe", TokenKind::Handle, Case::None);
    check_kind("#Vote", TokenKind::Hashtag, Case::None);
    check_kind("http://a.example", TokenKind::Url, Case::None);
    check_kind("“", TokenKind::QuoteMark, Case::None);
    check_kind("…", TokenKind::Punct, Case::None);
    check_kind("$", TokenKind::Symbol, Case::None);
    check_kind("日本", TokenKind::Word, Case::None);
}
