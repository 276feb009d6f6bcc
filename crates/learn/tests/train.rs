//! Trainers learn what is there to learn, and do so the same way each time.

use dixit_learn::train::{
    CrfConfig, LinearConfig, LinearData, PerceptronConfig, SequenceData, TrainedSequence, train_crf,
    train_linear, train_perceptron,
};
use dixit_learn::{
    Container, ContainerBuilder, Features, Lattice, LinearModel, SequenceModel, Transitions, hash,
};

/// A made-up language: a name is one or two of the words 0..20; after word 20 a name is a place, else a person.
fn sentence(seed: u64) -> (Features, Vec<u8>) {
    let mut features = Features::default();
    let mut gold = Vec::new();
    let mut words = Vec::new();
    let mut x = seed;
    while words.len() < 12 {
        x = hash::pair(x, 5);
        let place = x.is_multiple_of(7);
        if place {
            words.push(20);
            gold.push(0);
        }
        if x.is_multiple_of(3) || place {
            for i in 0..=(x >> 8) % 2 {
                words.push((x >> (16 + i)) % 20);
                gold.push(if place { 3 } else { 1 } + u8::from(i > 0));
            }
        }
        words.push(21 + (x >> 30) % 30);
        gold.push(0);
    }
    for i in 0..words.len() {
        features.push(hash::feature(0, words[i]));
        features.push(hash::feature(1, if i > 0 { words[i - 1] } else { 99 }));
        features.end_item();
    }
    (features, gold)
}

fn data(n: u64) -> SequenceData {
    let labels: Vec<String> = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"].map(String::from).to_vec();
    let mut data = SequenceData::new(Transitions::bio(&labels), labels);
    for seed in 0..n {
        let (features, gold) = sentence(seed);
        data.push(&features, &gold);
    }
    data
}

fn pack(trained: &TrainedSequence, limit: f32) -> Vec<u8> {
    let mut builder = ContainerBuilder::default();
    trained.write(&mut builder, "toy", limit);
    builder.finish()
}

/// Share of unseen items labelled rightly.
fn accuracy(file: &[u8]) -> f64 {
    let model = SequenceModel::read(&Container::parse(file).unwrap(), "toy").unwrap();
    let mut lattice = Lattice::default();
    let (mut right, mut all) = (0, 0);
    for seed in 10_000..10_200 {
        let (features, gold) = sentence(seed);
        let path = model.decode(&features, &mut lattice);
        right += path.iter().zip(&gold).filter(|(a, b)| a == b).count();
        all += gold.len();
    }
    right as f64 / all as f64
}

#[test]
fn crf_learns_and_repeats() {
    let data = data(300);
    let config = CrfConfig { epochs: 8, dropout: 0.1, ..CrfConfig::default() };
    let mut losses = Vec::new();
    let file = pack(&train_crf(&data, &config, &mut |e| losses.push(e.loss)), 8.0);
    assert!(losses.last() < losses.first());
    let score = accuracy(&file);
    assert!(score > 0.99, "{score}");
    assert_eq!(file, pack(&train_crf(&data, &config, &mut |_| ()), 8.0));
    assert_ne!(file, pack(&train_crf(&data, &CrfConfig { seed: 2, ..config }, &mut |_| ()), 8.0));
}

#[test]
fn crf_probabilities_are_honest() {
    // Half of the time, word 1 is a name; nothing tells when.
    let labels: Vec<String> = ["O", "B-X"].map(String::from).to_vec();
    let mut data = SequenceData::new(Transitions::bio(&labels), labels);
    let mut features = Features::default();
    features.push(hash::feature(0, 1));
    features.end_item();
    for i in 0..200u8 {
        data.push(&features, &[i % 2]);
    }
    let file = pack(&train_crf(&data, &CrfConfig::default(), &mut |_| ()), 8.0);
    let model = SequenceModel::read(&Container::parse(&file).unwrap(), "toy").unwrap();
    let mut lattice = Lattice::default();
    model.score(&features, &mut lattice);
    model.infer(&mut lattice);
    let p = model.probability(&lattice, 0, [1]);
    assert!((p - 0.5).abs() < 0.1, "{p}");
    assert!((model.marginal(&lattice, 0, 0) + model.marginal(&lattice, 0, 1) - 1.0).abs() < 1e-4);
}

#[test]
fn l1_leaves_fewer_weights() {
    let data = data(200);
    let count = |l1| {
        let trained = train_crf(&data, &CrfConfig { epochs: 4, l1, ..CrfConfig::default() }, &mut |_| ());
        trained.weights.iter().filter(|&&w| w != 0.0).count()
    };
    assert!(count(30.0) < count(0.0) / 2);
}

#[test]
fn perceptron_learns_and_repeats() {
    let data = data(300);
    let train = || pack(&train_perceptron(&data, &PerceptronConfig::default(), &mut |_| ()), 1.0);
    let file = train();
    let score = accuracy(&file);
    assert!(score > 0.98, "{score}");
    assert_eq!(file, train());
}

#[test]
fn linear_models_learn() {
    let mut binary = LinearData::new(vec!["near".into()]);
    let mut three = LinearData::new(["low", "middle", "high"].map(String::from).to_vec());
    for i in 0..600u32 {
        let x = f32::from((hash::pair(u64::from(i), 3) % 100) as u8) / 100.0;
        let features = [(1, x), (2, 1.0), (3 + u64::from(i % 5), 1.0)];
        binary.push(&features, u8::from(x > 0.5), 1.0);
        three.push(&features, if x < 0.3 { 0 } else { 1 + u8::from(x > 0.7) }, 1.0);
    }
    let config = LinearConfig { epochs: 60, rate: 0.5, l2: 0.0, ..LinearConfig::default() };
    let mut builder = ContainerBuilder::default();
    train_linear(&binary, &config, &mut |_| ()).write(&mut builder, "binary");
    train_linear(&three, &config, &mut |_| ()).write(&mut builder, "three");
    let file = builder.finish();
    let container = Container::parse(&file).unwrap();
    let binary = LinearModel::read(&container, "binary").unwrap();
    assert!(binary.probabilities(&[(1, 0.9), (2, 1.0)])[0] > 0.8);
    assert!(binary.probabilities(&[(1, 0.1), (2, 1.0)])[0] < 0.2);
    let three = LinearModel::read(&container, "three").unwrap().into_owned();
    let p = three.probabilities(&[(1, 0.95), (2, 1.0)]);
    assert!(p[2] > p[1] && p[1] > p[0] && (p[..3].iter().sum::<f32>() - 1.0).abs() < 1e-5);
}
