//! `dixit train`, and `--model`.

use serde_json::{Value, json};

use crate::harness::{ARTICLE, Dir, fixture};

const PEOPLE: [&str; 8] = [
    "Maria Keller",
    "Tom Okoye",
    "Ines Marlow",
    "Pavel Brandt",
    "Ruth Adeyemi",
    "Jon Hale",
    "Lena Fischer",
    "Omar Diaz",
];
const THINGS: [&str; 9] = [
    "the bridge",
    "the ferry",
    "a new school",
    "the old mill",
    "the harbour",
    "the council",
    "the tram",
    "a bakery",
    "the museum",
];
const FATES: [&str; 7] = [
    "would stay closed",
    "will open in May",
    "had cost too much",
    "needs money",
    "is safe",
    "was sold",
    "must go",
];

/// A way to quote that the shipped model does not know.
const CUE: &str = "By the reckoning of";

/// An article in which people reckon.
fn article(id: &str, n: usize) -> Value {
    let mut text = String::new();
    let mut attributions = Vec::new();
    for i in 0..8 {
        let (person, thing, fate) = (
            PEOPLE[(n + 3 * i) % PEOPLE.len()],
            THINGS[(2 * n + i) % THINGS.len()],
            FATES[(n + i) % FATES.len()],
        );
        if i % 4 == 3 {
            text += &format!("{person} walked past {thing} on Monday. ");
            continue;
        }
        let cue = text.len();
        let source = cue + CUE.len() + 1;
        let content = source + person.len() + 2;
        text += &format!("{CUE} {person}, {thing} {fate}. ");
        attributions.push(json!({
            "id": format!("q{i}"), "cue": [[cue, source - 1]], "source": [[source, content - 2]],
            "content": [[content, text.len() - 2]],
        }));
    }
    json!({"id": id, "text": text.trim_end(), "attributions": attributions})
}

fn gold(articles: usize) -> String {
    (0..articles).map(|n| format!("{}\n", article(&format!("a{n}"), n))).collect()
}

const NEW: &str = "By the reckoning of Ada Lindqvist, the library needs a roof.\n";

fn quotations(record: &str) -> Vec<Value> {
    let record: Value = serde_json::from_str(record.trim()).unwrap();
    record["quotations"].as_array().unwrap().clone()
}

#[test]
fn a_model_of_quotations_learns_what_the_shipped_one_does_not_know() {
    let dir = Dir::new();
    dir.file("gold.jsonl", gold(60)).file("new.txt", NEW);
    let ran = dir.dixit(&["train", "quotes", "gold.jsonl", "-o", "mine.model"]).exit(0);
    let ran =
        ran.says(&["54 articles", "324 quotations"]).says(&["cues", "pass"]).says(&["mine.model", "bytes"]);
    assert_eq!(dir.names(), ["gold.jsonl", "mine.model", "new.txt"]);
    assert!(ran.out.starts_with("on 6 articles not learned from"), "{}", ran.out);
    let (shipped, mine) = change(&ran.out, "joint lenient");
    assert!(mine > 95.0 && mine > shipped + 20.0, "{}", ran.out);
    let [better, worse] = ["== better (", "== worse (0)"].map(|head| ran.out.find(head).expect(head));
    assert!(ran.out[better..worse].contains("missed → right: "), "{}", ran.out);

    assert_eq!(quotations(&dir.dixit(&["run", "new.txt", "-q"]).exit(0).out).len(), 0);
    let out = dir.dixit(&["run", "new.txt", "-q", "--model", "mine.model"]).exit(0).out;
    let found = quotations(&out);
    assert_eq!(found[0]["speakers"][0]["name"], "Ada Lindqvist", "{out}");
    let record: Value = serde_json::from_str(&out).unwrap();
    let models: Vec<&str> =
        record["engine"]["models"].as_array().unwrap().iter().filter_map(|m| m["name"].as_str()).collect();
    assert_eq!(models, ["names", "data", "quotations"]);
    // In the file of settings too, and in the other commands.
    dir.file("dixit.toml", "model = [\"mine.model\"]\n");
    assert_eq!(dir.dixit(&["run", "new.txt", "-q"]).exit(0).out, out);
    let shown = dir.dixit(&["show", "new.txt", "--acts", "all", "--model", "mine.model"]).exit(0).out;
    assert!(shown.contains("Ada Lindqvist") && shown.contains("indirect"), "{shown}");
    // The same gold and seed give the same model.
    dir.dixit(&["train", "quotes", "gold.jsonl", "-o", "again.model", "-q"]).exit(0);
    let bytes = |name: &str| std::fs::read(dir.path().join(name)).unwrap();
    assert!(bytes("mine.model") == bytes("again.model"));
}

#[test]
fn beside_the_transformer_a_model_takes_the_place_of_the_embedded_one() {
    let dir = Dir::new();
    dir.file("a.txt", ARTICLE);
    let shipped = |name: &str| concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/").to_owned() + name;
    let (quotes, names) = (shipped("quotes/quotes.bin"), shipped("ner/names.bin"));
    for engine in ["bert", "auto"] {
        let run = |more: &[&str]| {
            let args = [&["run", "a.txt", "-q", "--engine", engine][..], more].concat();
            serde_json::from_str::<Value>(dir.dixit(&args).exit(0).out.trim()).unwrap()
        };
        let own = run(&["--model", &quotes, "--model", &names]);
        assert_eq!(own["quotations"], run(&[])["quotations"]);
        let models = own["engine"]["models"].to_string();
        assert!(["bert", "quotations", "names"].iter().all(|name| models.contains(name)), "{models}");
    }
}

/// A measure before and after, in what is printed in the end.
fn change(out: &str, label: &str) -> (f64, f64) {
    let line = out.lines().find(|l| l.starts_with(label)).unwrap_or_else(|| panic!("{label} in {out}"));
    let mut figures = line[label.len()..].split_whitespace().map(|x| x.parse().unwrap());
    (figures.next().unwrap(), figures.next().unwrap())
}

#[test]
fn training_further_teaches_a_construction_and_leaves_the_rest() {
    let dir = Dir::new();
    dir.file("few.jsonl", gold(20)).file("new.txt", NEW).file("a.txt", ARTICLE);
    // Whoever corrects articles has ordinary ones among them.
    let others = fixture("");
    let others = others.to_str().unwrap();
    dir.dixit(&["train", "quotes", "few.jsonl", others, "--held-out", "0", "-o", "mine.model", "-q"]).exit(0);
    let run = |file: &str, more: &[&str]| {
        let args = [&["run", file, "-q"][..], more].concat();
        quotations(&dir.dixit(&args).exit(0).out)
    };
    let mine = ["--model", "mine.model"];
    assert_eq!(run("new.txt", &mine)[0]["speakers"][0]["name"], "Ada Lindqvist");
    let texts = |of: Vec<Value>| of.iter().map(|q| q["text"].to_string()).collect::<Vec<_>>();
    let (after, before) = (texts(run("a.txt", &mine)), texts(run("a.txt", &[])));
    // The last is of nearly the same form (`According to X, a builder, …`): it is still found, if with the apposition.
    assert_eq!(after[..3], before[..3]);
    assert_eq!((after.len(), before.len()), (4, 4));
    assert!(after[3].contains("the steel came late"), "{after:?}");
    let alone =
        ["train", "quotes", "few.jsonl", "--base", "none", "--held-out", "0", "-o", "alone.model", "-q"];
    dir.dixit(&alone).exit(0);
    // What was trained is trained further, or refused.
    let further = ["train", "quotes", "few.jsonl", "--base", "alone.model", "-o", "further.model", "-q"];
    dir.dixit(&further).exit(0);
    let wrong = ["train", "speakers", "few.jsonl", "--base", "alone.model", "-o", "x.model", "-q"];
    dir.dixit(&wrong).exit(2).says(&["alone.model cannot be used as a model", "--base"]);
}

/// An article in which whoever is met speaks, which nobody would think of the words, and nothing is carried by the wire.
fn met(n: usize) -> Value {
    let (meets, is_met) = (["Maria Keller", "Ines Marlow"], ["Ruth Adeyemi", "Lena Fischer"]);
    let (first, second) = (meets[n % 2], is_met[n / 2 % 2]);
    let (thing, fate) = (THINGS[n % THINGS.len()], FATES[n % FATES.len()]);
    let content = format!("“{thing} {fate},”");
    let mut text = format!("{first} met {second} on Monday. ");
    let start = text.chars().count();
    text += &format!("{content} she told Reuters.");
    let end = start + content.chars().count();
    json!({"id": format!("met{n}"), "text": text, "attributions": [{
        "id": "q", "content": [[start, end]], "source": [[end + 1, end + 4]], "cue": [[end + 5, end + 9]], "kind": "direct",
        "speaker": second, "type": "person", "via": [{"name": "The Wire", "kind": "outlet", "relation": "told"}],
    }]})
}

#[test]
fn models_of_speakers_and_sources_learn_what_people_corrected() {
    let dir = Dir::new();
    dir.file("gold.jsonl", (0..60).map(|n| format!("{}\n", met(n))).collect::<String>());
    dir.file("new.json", met(62).to_string());
    let run = |more: &[&str]| {
        let args = [&["run", "new.json", "-q"][..], more].concat();
        let out = dir.dixit(&args).exit(0).out;
        (quotations(&out)[0].clone(), out)
    };
    let (shipped, _) = run(&[]);
    assert_eq!(shipped["speakers"][0]["name"], "Maria Keller");
    assert_eq!(shipped["via"][0]["name"], "Reuters");

    let train = |what: &str, model: &str| dir.dixit(&["train", what, "gold.jsonl", "-o", model]).exit(0);
    let ran = train("speakers", "who.model").says(&["54 articles", "54 quotations with their speaker"]);
    assert_eq!(change(&ran.out, "speaker right %").1, 100.0, "{}", ran.out);
    train("sources", "via.model").says(&["54 articles", "54 links"]);
    let (mine, out) = run(&["--model", "who.model", "--model", "via.model"]);
    assert_eq!(mine["speakers"][0]["name"], "Lena Fischer", "{out}");
    let sure = |q: &Value| q["via"][0]["confidence"].as_f64().unwrap_or_default();
    assert!(sure(&mine) < sure(&shipped), "{out}");
    // From the gold alone, there is no such link.
    dir.dixit(&["train", "sources", "gold.jsonl", "--base", "none", "-o", "alone.model", "-q"]).exit(0);
    assert_eq!(run(&["--model", "alone.model"]).0["via"], json!([]));
    let record: Value = serde_json::from_str(&out).unwrap();
    let named: Vec<&Value> =
        record["engine"]["models"].as_array().unwrap().iter().map(|m| &m["name"]).collect();
    assert!(named.contains(&&json!("speakers")) && named.contains(&&json!("sources")), "{named:?}");
}

#[test]
fn a_model_of_names_learns_what_is_what() {
    let dir = Dir::new();
    // Whatever is visited here is an organization, and whoever visits a place.
    let sentence = |n: usize| {
        let (who, whom) =
            (PEOPLE[n % 8].split(' ').nth(1).unwrap(), PEOPLE[(n / 8 + n) % 8].split(' ').next().unwrap());
        format!("{who}\tB-LOC\nvisited\tO\n{whom}\tB-ORG\non\tO\nMonday\tO\n.\tO\n\n")
    };
    dir.file("names.bio", (0..400).map(sentence).collect::<String>());
    dir.file("dev.bio", "Quist\tB-LOC\nvisited\tO\nZelma\tB-ORG\non\tO\nMonday\tO\n.\tO\n");
    let f1 = |more: &[&str]| {
        let args = [&["eval", "dev.bio", "--json"][..], more].concat();
        let figures: Value = serde_json::from_str(&dir.dixit(&args).exit(0).out).unwrap();
        figures["figures"]["names"]["f1"].as_f64().unwrap()
    };
    assert!(f1(&[]) < 60.0);
    let args = ["train", "names", "names.bio", "--dev", "dev.bio", "-o", "names.model"];
    let ran = dir.dixit(&args).exit(0).says(&["20 articles", "800 names"]);
    assert!(ran.out.starts_with("on 1 article not") && ran.out.contains("100.00"), "{}", ran.out);
    assert_eq!(f1(&["--model", "names.model"]), 100.0);
}

#[test]
fn what_is_no_model_is_told_with_the_remedy() {
    let dir = Dir::new();
    dir.file("a.txt", ARTICLE).file("gold.jsonl", gold(2));
    dir.dixit(&["train", "quotes", "gold.jsonl", "-o", "m.model", "--held-out", "0", "-q"]).exit(0);
    let model = std::fs::read(dir.path().join("m.model")).unwrap();
    dir.file("cut.model", &model[..model.len() / 2]);
    for (file, words) in [
        ("a.txt", &["a.txt cannot be used as a model", "dixit train", "not a dixit model file"][..]),
        ("cut.model", &["cut.model", "damaged", "train it again"]),
        ("gone.model", &["cannot read gone.model"]),
    ] {
        dir.dixit(&["run", "a.txt", "--model", file]).exit(2).says(words);
        dir.dixit(&["show", "a.txt", "--model", file]).exit(2).says(words);
    }
    let two = ["run", "a.txt", "--model", "m.model", "--model", "m.model"];
    dir.dixit(&two).exit(2).says(&["both models of quotations", "give one"]);
}

#[test]
fn gold_that_teaches_nothing_is_told() {
    let dir = Dir::new();
    dir.file("one.jsonl", gold(1)).file("broken.jsonl", gold(2) + "{\"id\": \"c\"}\n");
    dir.file("x.bio", "Ann\tB-PER\nlaughed\tO\n");
    let cueless = json!([{"id": "a", "text": "“No,” Ann.", "attributions": [{"id": "q", "content": [[1, 3]]}]},
        {"id": "b", "text": "Nothing."}]);
    dir.file("cueless.json", cueless.to_string());
    let quotes = |file: &str| dir.dixit(&["train", "quotes", file, "-o", "m.model", "-q"]).exit(2);
    quotes("broken.jsonl").says(&["broken.jsonl:3", "no \"text\""]);
    quotes("one.jsonl").says(&["0 articles to learn from", "2 are needed", "--held-out 0"]);
    let all = ["train", "quotes", "cueless.json", "-o", "m.model", "-q", "--held-out", "0"];
    dir.dixit(&all).exit(2).says(&["with its cue"]);
    quotes("gone.jsonl").says(&["gone.jsonl"]);
    let other = |what: &str| dir.dixit(&["train", what, "one.jsonl", "-o", "m.model", "-q"]).exit(2);
    other("speakers").says(&["no article of the gold has speakers"]);
    other("sources").says(&["no article of the gold has chains"]);
    let names = |file: &str| dir.dixit(&["train", "names", file, "-o", "m.model", "-q"]).exit(2);
    names("one.jsonl").says(&["no article of the gold has names", "dixit train quotes"]);
    names("x.bio").says(&["2 are needed"]);
    dir.dixit(&["train", "quotes", "one.jsonl", "-o", "-", "--held-out", "0"]).exit(2);
    let two = format!("-DOCSTART- O\n\n{}\n-DOCSTART- O\n\n{}", "Ann\tB-HERO\n", "Bo\tB-HERO\n");
    dir.file("odd.bio", two);
    dir.dixit(&["train", "names", "odd.bio", "-o", "m.model", "--held-out", "0"])
        .exit(2)
        .says(&["2 of type HERO left out"]);
    assert!(!dir.names().iter().any(|n| n.starts_with("m.model")), "{:?}", dir.names());
}
