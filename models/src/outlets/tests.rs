use super::*;

#[test]
fn the_shipped_table_is_right() {
    if let Err(error) = Outlets::parse(BUILTIN, "models/outlets/outlets.tsv") {
        panic!("{error}");
    }
}

const HEADER: &str = "name\tkind\tcountry\tlanguage\tdomains\tparent\tflags\taliases\n";

#[track_caller]
fn check_problem(rows: &str, line: usize, says: &str) {
    let error = Outlets::parse(&format!("{HEADER}{rows}"), "mine.tsv").expect_err("the table is wrong");
    assert_eq!(error.problems.len(), 1, "{error}");
    assert_eq!(error.problems[0].line, line, "{error}");
    let message = error.to_string();
    assert!(message.starts_with(&format!("mine.tsv:{line}: ")) && message.contains(says), "{message}");
}

#[test]
fn each_mistake_is_named_with_its_line() {
    let good = "Harbour Gazette\tnewspaper\tNZ\ten\tharbour.example\t\t\tGazette\n";
    check_problem(&format!("{good}# again\n{good}"), 4, "stands already on line 2");
    check_problem(
        &format!("{good}Other\tsite\tNZ\ten\t\t\t\tGazette\n"),
        3,
        "also a name of “Harbour Gazette”",
    );
    check_problem("A Paper\tdaily\tNZ\ten\n", 2, "unknown kind “daily”, expected one of agency");
    check_problem("A Paper\tnewspaper\tNew Zealand\ten\n", 2, "no ISO 3166 country code");
    check_problem("A Paper\tnewspaper\tNZ\tEnglish\n", 2, "no ISO 639 language code");
    check_problem("A Paper\tnewspaper\tNZ\ten\thttps://paper.example/\n", 2, "no web domain");
    check_problem("A Paper\tnewspaper\tNZ\ten\twww.paper.example\n", 2, "no web domain");
    check_problem("A Paper\tnewspaper\tNZ\ten\t\tNobody\n", 2, "unknown parent “Nobody”");
    check_problem("A Paper\tnewspaper\tNZ\ten\t\tA Paper\n", 2, "its own parent");
    check_problem("A Paper\tnewspaper\tNZ\ten\t\t\trare\n", 2, "unknown flag “rare”");
    check_problem("A Paper\n", 2, "expected 8 columns");
    let error = Outlets::parse("Harbour Gazette,newspaper\n", "mine.csv").expect_err("no header");
    assert!(error.to_string().contains("the first line must name the columns"), "{error}");
}

#[track_caller]
fn check_found(text: &str, expected: &[(&str, &str)]) {
    let outlets = Outlets::builtin();
    let found: Vec<(&str, &str)> = outlets
        .find(text)
        .map(|f| (&text[f.start..f.end], outlets.get(f.candidates[0]).name.as_str()))
        .collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn finds_the_longest_spelling_on_word_borders() {
    check_found("said Kyodo News.", &[("Kyodo News", "Kyodo News")]);
    check_found("on “Fox News Sunday,” he", &[("Fox News Sunday", "Fox News Sunday")]);
    check_found("CNN’s Jake Tapper", &[("CNN", "CNN")]);
    check_found("the XINHUA NEWS AGENCY", &[("XINHUA NEWS AGENCY", "Xinhua News Agency")]);
    check_found("see https://www.scmp.com/news", &[("scmp.com", "South China Morning Post")]);
    check_found("(@Reuters)", &[("@Reuters", "Reuters")]);
    check_found(
        "It aired on L’Équipe and in Le Monde",
        &[("L’Équipe", "L'Équipe"), ("Le Monde", "Le Monde")],
    );
    // In the middle of a word, or of another case, nothing is found.
    check_found("Timely forbesian reuterss CNNs timex.com", &[]);
}

#[test]
fn a_user_s_table_replaces_and_adds() {
    let mine = format!(
        "{HEADER}Reuters\tagency\tGB\ten\treuters.example\t\t\tRtrs\nBay Radio\tbroadcaster\tNZ\ten\n"
    );
    let outlets = Outlets::with(&mine, "mine.tsv").unwrap();
    let reuters = outlets.get(outlets.by_name("Rtrs").unwrap());
    assert_eq!((reuters.name.as_str(), &reuters.domains[0][..]), ("Reuters", "reuters.example"));
    assert_eq!(outlets.len(), Outlets::builtin().len() + 1);
    assert!(outlets.find("on Bay Radio").next().is_some());
}

#[test]
fn covers_the_regions_the_readers_work_in() {
    let outlets = Outlets::builtin();
    assert!(outlets.len() >= 700, "{} outlets", outlets.len());
    let of = |country: &str| outlets.iter().filter(|(_, o)| o.country.as_deref() == Some(country)).count();
    for (country, at_least) in
        [("CN", 50), ("HK", 20), ("JP", 25), ("KR", 25), ("GB", 50), ("DE", 20), ("FR", 20), ("US", 300)]
    {
        assert!(of(country) >= at_least, "{country}: {}", of(country));
    }
}

#[test]
fn what_follows_a_word_that_is_too_long_is_found() {
    let outlets = Outlets::builtin();
    for long in ["é".repeat(5_000), "x".repeat(5_000), format!("@{}", "Reuters".repeat(1_000))] {
        let text = format!("{long} Reuters");
        let found: Vec<_> = outlets.find(&text).map(|f| (f.start, f.end)).collect();
        assert_eq!(found, [(text.len() - 7, text.len())]);
    }
}
