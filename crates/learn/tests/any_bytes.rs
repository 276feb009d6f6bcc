//! Whatever bytes are given as a model, reading and using them never panics.

use dixit_learn::{
    Container, ContainerBuilder, FORMAT_VERSION, Features, Lattice, LinearModel, ModelError, SequenceModel,
    Table, Transitions, hash,
};
use proptest::prelude::*;

/// A file with one model of each kind.
fn sample() -> Vec<u8> {
    let labels: Vec<String> = ["O", "B-PER", "I-PER"].map(String::from).to_vec();
    let rows: Vec<(u64, [f32; 3])> =
        (0..40u64).map(|i| (hash::feature(0, i), [i as f32 / 10.0, -0.5, 1.0])).collect();
    let mut builder = ContainerBuilder::default();
    let each = || rows.iter().map(|(id, w)| (*id, w.as_slice()));
    SequenceModel::write(&mut builder, "seq", &labels, &Transitions::bio(&labels), each(), 8.0);
    LinearModel::write(&mut builder, "lin", &labels, &[0.1, 0.2, 0.3], each());
    builder.finish()
}

/// Reads all that may be in a file and uses what could be read.
fn exercise(bytes: &[u8]) -> Result<(), ModelError> {
    let container = Container::parse(bytes)?;
    if let Ok(model) = SequenceModel::read(&container, "seq") {
        let mut features = Features::default();
        for i in 0..60 {
            features.push(hash::feature(0, i));
            if i % 3 == 0 {
                features.end_item();
            }
        }
        let mut lattice = Lattice::default();
        let n = model.labels().len();
        assert!(model.decode(&features, &mut lattice).iter().all(|&l| (l as usize) < n));
        model.infer(&mut lattice);
        model.probability(&lattice, 0, [0, 0]);
    }
    if let Ok(model) = LinearModel::read(&container, "lin") {
        model.probabilities(&[(hash::feature(0, 1), 1.0), (5, 2.0)]);
    }
    Ok(())
}

/// Puts the right checksum on damaged bytes, so that the damage gets past the first door.
fn resign(bytes: &mut [u8]) {
    if bytes.len() >= 24 {
        let sum = hash::bytes(&bytes[24..]);
        bytes[16..24].copy_from_slice(&sum.to_le_bytes());
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
