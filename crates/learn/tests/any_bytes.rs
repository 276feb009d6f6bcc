//! Whatever bytes are given as a model, reading and using them never panics.

mod soundness;

use std::fs;
use std::path::Path;

use dixit_learn::{Container, ContainerBuilder, FORMAT_VERSION, ModelError, SequenceModel, Table};
use proptest::prelude::*;
use soundness::{exercise, resign, sample};

/// New crash files of the fuzzer belong into `fuzz/crashes/read_model`.
#[test]
fn kept_inputs() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/crashes/read_model");
    for file in fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok) {
        soundness::check(&fs::read(file.path()).expect("a kept input can be read"));
    }
}

#[test]
fn the_sample_is_read() {
    exercise(&sample()).unwrap();
}

#[test]
fn errors_say_what_is_wrong() {
    let file = sample();
    assert_eq!(exercise(b"nothing of the kind").unwrap_err(), ModelError::Label);
    assert_eq!(exercise(&file[..file.len() - 1]).unwrap_err(), ModelError::Checksum);
    let mut newer = file.clone();
    newer[8] += 1;
    assert_eq!(exercise(&newer).unwrap_err(), ModelError::Version { found: FORMAT_VERSION + 1 });
    let container = Container::parse(&file).unwrap();
    let missing = SequenceModel::read(&container, "quotes").unwrap_err();
    assert!(missing.to_string().contains("quotes.head"), "{missing}");
    let wrong = SequenceModel::read(&container, "lin").unwrap_err();
    assert!(matches!(wrong, ModelError::Malformed { .. }), "{wrong}");
}

/// Every byte of the small file in turn, with some values that are likely to hurt.
#[test]
fn every_damaged_byte() {
    let file = sample();
    for at in 8..file.len() {
        for value in [0, 1, 0x7F, 0x80, 0xFF, file[at] ^ 1] {
            let mut bytes = file.clone();
            bytes[at] = value;
            resign(&mut bytes);
            let _ = exercise(&bytes);
        }
    }
    for len in 0..file.len() {
        let mut bytes = file[..len].to_vec();
        resign(&mut bytes);
        let _ = exercise(&bytes);
    }
}

proptest! {
    #[test]
    fn random_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = exercise(&bytes);
        let _ = Table::parse("t", &bytes);
    }

    #[test]
    fn random_damage(edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12)) {
        let mut bytes = sample();
        for (at, value) in edits {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        resign(&mut bytes);
        let _ = exercise(&bytes);
    }

    #[test]
    fn sections_come_back(sections in prop::collection::btree_map("[a-z.]{1,16}", prop::collection::vec(any::<u8>(), 0..200), 0..6)) {
        let mut builder = ContainerBuilder::default();
        for (name, bytes) in &sections {
            builder.section(name, bytes.clone());
        }
        let file = builder.finish();
        let container = Container::parse(&file).unwrap();
        for (name, bytes) in &sections {
            prop_assert_eq!(container.section(name).unwrap(), bytes.as_slice());
        }
    }
}
