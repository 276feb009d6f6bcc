//! A registry of people of one's own: `--people FILE` and `dixit people check FILE`.

use serde_json::{Value, json};

use crate::harness::Dir;

const TOML: &str = r#"
[[person]]
name = "Ada Okoye"
aliases = ["Adaeze N. Okoye"]
handles = ["@MayorOkoye"]
gender = "F"
wikidata = "Q999999999"
roles = [{ title = "Mayor of Harbourton", from = "2020-01-01" }]
"#;

/// The same person.
fn jsonl() -> String {
    let person = json!({"name": "Ada Okoye", "aliases": ["Adaeze N. Okoye"], "handles": ["@MayorOkoye"], "gender": "F",
        "wikidata": "Q999999999", "roles": [{"title": "Mayor of Harbourton", "from": "2020-01-01"}]});
    format!("{person}\n")
}

/// The first speaker of the first quotation in `text`.
fn speaker(dir: &Dir, text: &str, people: &[&str]) -> Value {
    let args: Vec<&str> = ["run", "-", "-q"].iter().chain(people).copied().collect();
    let ran = dir.dixit_reading(text.as_bytes(), &args).exit(0);
    let record: Value = serde_json::from_str(&ran.out).unwrap();
    record["quotations"][0]["speakers"][0].clone()
}

#[test]
fn the_users_people_are_told_by_surname_alias_and_office() {
    let dir = Dir::new();
    dir.file("mine.toml", TOML).file("mine.jsonl", jsonl());
    let cases = [
        // text, name without the file, name with it, role
        ("“The bridge will open in May,” Mayor Okoye said.", "Okoye", "Ada Okoye", "Mayor"),
        ("“The bridge will open in May,” said Adaeze Okoye.", "Adaeze Okoye", "Adaeze Okoye", ""),
        (
            // Nothing in the text says which of the two is the mayor.
            "Adaeze Okoye met Tom Brandt on Monday. “The bridge will open in May,” the mayor said.",
            "",
            "Adaeze Okoye",
            "",
        ),
        ("“The bridge will open in May,” @MayorOkoye said.", "@MayorOkoye", "Ada Okoye", ""),
    ];
    for (text, without, with, role) in cases {
        let alone = speaker(&dir, text, &[]);
        assert_eq!(alone["name"].as_str().unwrap_or_default(), without, "{text}");
        assert_eq!(alone["registry_id"], Value::Null, "{text}");
        for file in ["mine.toml", "mine.jsonl"] {
            let found = speaker(&dir, text, &["--people", file]);
            assert_eq!(found["name"], with, "{file}: {text}");
            assert_eq!(found["role"].as_str().unwrap_or_default(), role, "{file}: {text}");
            assert_eq!(found["registry_id"], "Q999999999", "{file}: {text}");
        }
    }
}

#[test]
fn a_file_of_people_is_checked_line_by_line() {
    let dir = Dir::new();
    dir.file("mine.toml", TOML).file("mine.jsonl", jsonl());
    for file in ["mine.toml", "mine.jsonl"] {
        let right = dir.dixit(&["people", "check", file]).exit(0);
        assert!(right.out.starts_with(&format!("{file} is right: 1 people;")), "{}", right.out);
    }
    dir.file("wrong.jsonl", jsonl() + "{\"name\": \"A\", \"handles\": [\"x\"]}\n{\"nam\": 1}\n");
    dir.file("wrong.toml", format!("{TOML}\n[[person]]\nname = \"B\"\ngender = \"X\"\n"));
    dir.dixit(&["people", "check", "wrong.jsonl"])
        .exit(1)
        .says(&["wrong.jsonl:2: \"x\" is no handle"])
        .says(&["wrong.jsonl:3: column 6: unknown field `nam`"])
        .says(&["dixit: wrong.jsonl: 2 things are wrong"]);
    dir.dixit(&["people", "check", "wrong.toml"])
        .exit(1)
        .says(&["wrong.toml:10: gender \"X\""])
        .says(&["dixit: wrong.toml: 1 thing is wrong"]);
    // A run does not begin with a wrong one.
    dir.dixit_reading(b"Nothing.", &["run", "-", "--people", "wrong.jsonl"])
        .exit(2)
        .says(&["wrong.jsonl:2:"]);
}

/// Whether names are one person's, and whether they are persons' at all, is asked of the registries given, not of those built in.
#[test]
fn names_are_gathered_by_the_registries_given() {
    let dir = Dir::new();
    dir.file("singer.toml", "[[person]]\nname = \"Michelle Okoye\"\nroles = [{ title = \"Singer\" }]\n").file(
        "paper.tsv",
        "name\tkind\tcountry\tlanguage\tdomains\tparent\tflags\taliases\nMarlow Finch\tmagazine\tNZ\ten\t\t\t\t\n",
    );
    let text = "Michelle Okoye sang on Monday. “The bridge is safe,” President Okoye said.";
    assert_eq!(speaker(&dir, text, &[])["name"], "Michelle Okoye");
    // Who is a singer is no president.
    assert_eq!(speaker(&dir, text, &["--people", "singer.toml"])["name"], "Okoye");

    let text = "“The bridge is safe,” Marlow Finch said.";
    assert_eq!(speaker(&dir, text, &[])["type"], "person");
    assert_ne!(speaker(&dir, text, &["--outlets", "paper.tsv"])["type"], "person");
}
