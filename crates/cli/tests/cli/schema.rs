//! The JSON Schema says what the program writes, and the documentation says the same.

use serde_json::Value;

use crate::harness::{ARTICLE, Dir, fixture};

fn schema() -> Value {
    serde_json::from_str(dixit_record::SCHEMA).unwrap()
}

#[test]
fn output_fits_the_schema() {
    let dir = Dir::new();
    dir.file("a.txt", ARTICLE).file("empty-handed.txt", "Nobody says anything here.");
    let seed = fixture("us-china-trade-2025-12.txt");
    let mut quotations = 0;
    for extra in [&["--with-text"][..], &["--offsets", "utf16"], &["--min-confidence", "0.3"]] {
        let paths = ["run", "a.txt", "empty-handed.txt", seed.to_str().unwrap()];
        let ran = dir.dixit(&[&paths[..], extra].concat()).exit(0);
        assert_eq!(ran.out.lines().count(), 3);
        for line in ran.out.lines() {
            let record: Value = serde_json::from_str(line).unwrap();
            let faults = faults(&schema(), &record);
            assert!(faults.is_empty(), "{faults:#?}\n{line}");
            assert_eq!(unknown_fields(&schema(), &schema(), &record, ""), [""; 0]);
            quotations += record["quotations"].as_array().unwrap().len();
        }
    }
    assert!(quotations > 10, "only {quotations} quotations were checked");
}

#[test]
fn the_schema_refuses_what_is_wrong() {
    let dir = Dir::new();
    let ran = dir.dixit_reading(ARTICLE.as_bytes(), &["run", "-"]).exit(0);
    let good: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(faults(&schema(), &good), [""; 0]);
    for (pointer, wrong) in [
        ("/offsets", Value::from("letters")),
        ("/schema", Value::from("dixit-record/2")),
        ("/article/id", Value::Null),
        ("/quotations/0/content", Value::Array(vec![])),
        ("/quotations/0/content/0/0", Value::from(-1)),
        ("/quotations/0/confidence", Value::from(1.5)),
        ("/quotations/0/kind", Value::from("shouted")),
    ] {
        let mut bad = good.clone();
        *bad.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer} is in the record")) = wrong;
        let faults = faults(&schema(), &bad);
        assert!(faults.len() == 1 && faults[0].starts_with(pointer), "{pointer} gave {faults:?}");
    }
    let mut bad = good;
    bad["quotations"][0].as_object_mut().unwrap().remove("when");
    assert_eq!(faults(&schema(), &bad), ["/quotations/0 lacks `when`"]);
}

/// What is wrong with `value` by a JSON Schema of draft 2020-12.
fn faults(schema: &Value, value: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    validate(schema, schema, value, "", &mut faults);
    faults
}

/// All keywords the schema of records uses, and none other: an unknown one fails the test rather than being
/// passed over. The validators on the registry bring fifty packages, too many for one file.
fn validate(root: &Value, schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
    let rules = match schema {
        Value::Bool(true) => return,
        Value::Object(rules) => rules,
        _ => return faults.push(format!("{at} should not be there")),
    };
    let list = |v: &Value| v.as_array().cloned().unwrap_or_default();
    for (keyword, rule) in rules {
        let fits = match keyword.as_str() {
            "$schema" | "$id" | "$defs" | "title" | "description" => true,
            "$ref" => {
                let target = root.pointer(rule.as_str().unwrap().trim_start_matches('#')).expect("a target");
                validate(root, target, value, at, faults);
                true
            }
            "anyOf" => {
                // The faults of the branch that comes closest say more than that no branch fits.
                let branches = list(rule).into_iter().map(|branch| {
                    let mut faults = Vec::new();
                    validate(root, &branch, value, at, &mut faults);
                    faults
                });
                faults.extend(branches.min_by_key(Vec::len).unwrap());
                true
            }
            "type" => {
                let types = if rule.is_array() { list(rule) } else { vec![rule.clone()] };
                types.iter().any(|t| is_type(value, t.as_str().unwrap()))
            }
            "const" => value == rule,
            "enum" => list(rule).contains(value),
            "minimum" => value.as_f64().is_none_or(|v| v >= rule.as_f64().unwrap()),
            "maximum" => value.as_f64().is_none_or(|v| v <= rule.as_f64().unwrap()),
            "minItems" => value.as_array().is_none_or(|items| items.len() as u64 >= rule.as_u64().unwrap()),
            "required" => {
                let missing = list(rule).into_iter().filter(|f| value.get(f.as_str().unwrap()).is_none());
                faults.extend(missing.map(|f| format!("{at} lacks `{}`", f.as_str().unwrap())));
                true
            }
            "properties" => {
                for (name, rule) in rule.as_object().unwrap() {
                    if let Some(field) = value.get(name) {
                        validate(root, rule, field, &format!("{at}/{name}"), faults);
                    }
                }
                true
            }
            "prefixItems" => {
                for (i, (item, rule)) in list(value).iter().zip(list(rule)).enumerate() {
                    validate(root, &rule, item, &format!("{at}/{i}"), faults);
                }
                true
            }
            "items" => {
                let first = rules.get("prefixItems").map_or(0, |prefix| list(prefix).len());
                for (i, item) in list(value).iter().enumerate().skip(first) {
                    validate(root, rule, item, &format!("{at}/{i}"), faults);
                }
                true
            }
            other => panic!("keyword {other} is not checked by this test"),
        };
        if !fits {
            faults.push(format!("{at} does not fit {keyword} {rule}"));
        }
    }
}

fn is_type(value: &Value, name: &str) -> bool {
    match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("no type {other}"),
    }
}

/// Fields of `value` that the schema does not describe: readers may meet those, but we must not write them.
fn unknown_fields(root: &Value, schema: &Value, value: &Value, at: &str) -> Vec<String> {
    let schema = match schema["$ref"].as_str() {
        Some(r) => root.pointer(r.trim_start_matches('#')).unwrap(),
        None => schema,
    };
    if let Some(either) = schema["anyOf"].as_array().filter(|_| !value.is_null()) {
        return unknown_fields(root, &either[0], value, at);
    }
    match value {
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(name, field)| match &schema["properties"][name] {
                Value::Null => vec![format!("{at}/{name}")],
                described => unknown_fields(root, described, field, &format!("{at}/{name}")),
            })
            .collect(),
        Value::Array(items) => items
            .iter()
            .flat_map(|item| unknown_fields(root, &schema["items"], item, &format!("{at}/*")))
            .collect(),
        _ => Vec::new(),
    }
}

#[test]
fn every_field_and_word_is_documented() {
    let docs = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/record.md")).unwrap();
    let mut missing = Vec::new();
    each_name(&schema(), &mut |name| {
        if !docs.contains(&format!("`{name}`")) && !docs.contains(&format!("`\"{name}\"`")) {
            missing.push(name.to_owned());
        }
    });
    // Only in `models`, which the page writes as one cell.
    missing.retain(|name| name != "name" && name != "version");
    assert!(missing.is_empty(), "docs/record.md does not speak of {missing:?}");
}

/// Calls `f` with every property and every value of an enumeration.
fn each_name(schema: &Value, f: &mut impl FnMut(&str)) {
    match schema {
        Value::Object(fields) => {
            for (key, value) in fields {
                match (key.as_str(), value) {
                    ("properties", Value::Object(properties)) => properties.keys().for_each(|name| f(name)),
                    ("enum", Value::Array(words)) => words.iter().filter_map(Value::as_str).for_each(&mut *f),
                    _ => {}
                }
                each_name(value, f);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| each_name(item, f)),
        _ => {}
    }
}

#[test]
fn every_word_of_the_types_is_in_the_schema() {
    use dixit_record::{DecidedBy, Kind, MentionKind, Offsets, Relation, SpeakerType, ViaKind};
    let schema = schema();
    let words = |pointer: &str| -> Vec<String> {
        serde_json::from_value(schema.pointer(pointer).unwrap_or_else(|| panic!("{pointer}"))["enum"].clone())
            .unwrap()
    };
    macro_rules! same {
        ($pointer:literal, $terms:ident) => {
            assert_eq!(words($pointer), $terms::ALL.iter().map(|t| t.as_str()).collect::<Vec<_>>());
        };
    }
    same!("/properties/offsets", Offsets);
    same!("/$defs/quotation/properties/kind", Kind);
    same!("/$defs/speaker/properties/type", SpeakerType);
    same!("/$defs/speaker/properties/mention", MentionKind);
    same!("/$defs/speaker/properties/decided_by", DecidedBy);
    same!("/$defs/via/properties/kind", ViaKind);
    same!("/$defs/via/properties/relation", Relation);
}
