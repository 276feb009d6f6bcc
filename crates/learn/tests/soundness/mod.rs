//! What reading a model file promises: whatever the bytes, an error or a model that can be used.

use dixit_learn::{
    Container, ContainerBuilder, Features, Lattice, LinearModel, ModelError, SequenceModel, Transitions, hash,
};

/// A file with one model of each kind.
pub(crate) fn sample() -> Vec<u8> {
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
pub(crate) fn exercise(bytes: &[u8]) -> Result<(), ModelError> {
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
pub(crate) fn resign(bytes: &mut [u8]) {
    if bytes.len() >= 24 {
        let sum = hash::bytes(&bytes[24..]);
        bytes[16..24].copy_from_slice(&sum.to_le_bytes());
    }
}

/// Takes `bytes` for a model file, with and without the right checksum, and for changes to a good one: a place (two bytes)
/// and what stands there (one).
pub(crate) fn check(bytes: &[u8]) {
    let mut file = bytes.to_vec();
    let _ = exercise(&file);
    resign(&mut file);
    let _ = exercise(&file);
    let mut file = sample();
    for edit in bytes.chunks_exact(3) {
        let at = usize::from(u16::from_le_bytes([edit[0], edit[1]])) % file.len();
        file[at] = edit[2];
    }
    resign(&mut file);
    let _ = exercise(&file);
}
