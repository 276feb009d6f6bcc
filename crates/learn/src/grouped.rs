use crate::{Features, Lattice, SequenceModel, Sums, prefetch};

/// Where features of a sequence are sent, item by item.
///
/// Templates written against this serve both training, which wants to see each feature ([`Features`]), and use, which
/// wants their weights ([`GroupedFeatures`]).
pub trait FeatureSink {
    /// Adds a feature to the item in hand.
    fn push(&mut self, id: u64);

    /// Adds several features to the item in hand.
    fn push_all<const N: usize>(&mut self, ids: [u64; N]);

    /// Adds the features that `push` pushes into the sink it is given. They must hang on `key` alone: a number made of the
    /// group and of all values its features are made of, as by [`pair`](crate::hash::pair). No group may open another.
    fn group(&mut self, key: u64, push: impl FnOnce(&mut Features));

    /// Tells that a group with this key comes soon: what is kept of it may be on its way until then.
    #[inline]
    fn expect(&mut self, _key: u64) {}

    /// Closes the item in hand; what is pushed next belongs to the next one.
    fn end_item(&mut self);
}

impl FeatureSink for Features {
    #[inline]
    fn push(&mut self, id: u64) {
        self.push(id);
    }

    #[inline]
    fn push_all<const N: usize>(&mut self, ids: [u64; N]) {
        self.push_all(ids);
    }

    #[inline]
    fn group(&mut self, _: u64, push: impl FnOnce(&mut Features)) {
        push(self);
    }

    #[inline]
    fn end_item(&mut self) {
        self.end_item();
    }
}

/// Features of a sequence, some of them in groups that come together again and again: what such a group weighs is kept from
/// sequence to sequence, so that most groups cost one look-up.
///
/// Of the groups that fall on one place the last is kept. `W` is as in [`Sums`].
#[derive(Clone, Debug, Default)]
pub struct GroupedFeatures<const W: usize> {
    /// Empty before the first group.
    kept: Vec<Kept<W>>,
    /// [`SequenceModel::id`] of the model the weights are of, 0 before the first.
    model: u64,
    /// What the groups that are kept, and sums added from outside, come to: one an item.
    known: Vec<Sums<W>>,
    /// What the item in hand comes to.
    here: Sums<W>,
    /// Features in no group.
    single: Features,
    /// Groups that are not kept, one an item of `fresh`, with their keys and, in time, their sums.
    fresh: Features,
    keys: Vec<u64>,
    fresh_sums: Vec<Sums<W>>,
    /// Items, and which of the fresh groups they wait for.
    waiting: Vec<(u32, u32)>,
}

/// A group that is kept.
#[derive(Clone, Copy, Debug, Default)]
struct Kept<const W: usize> {
    sums: Sums<W>,
    key: u64,
    /// One more than its index among the fresh groups where its sums are still to come, else 0.
    fresh: u32,
}

/// Groups that have room. More are found again where there is more room, until the cache of the processor is too small.
const PLACES: usize = 1 << 13;

impl<const W: usize> GroupedFeatures<W> {
    /// Begins a sequence for `model`; comes before anything else.
    ///
    /// # Panics
    /// If the model has more than `W` labels.
    pub fn begin(&mut self, model: &SequenceModel<'_>) {
        assert!(model.labels().len() <= W, "too many labels for sums");
        if self.model != model.id() || !self.keys.is_empty() {
            self.model = model.id();
            self.kept.clear();
        }
        self.known.clear();
        self.here = Sums::default();
        self.single.clear();
        self.fresh.clear();
        self.keys.clear();
        self.waiting.clear();
    }

    /// Adds sums that are known from elsewhere to the item in hand.
    #[inline]
    pub fn add(&mut self, sums: &Sums<W>) {
        self.here.add(sums);
    }

    /// Looks up what is not known.
    fn complete(&mut self, model: &SequenceModel<'_>) {
        assert_eq!(self.model, model.id(), "another model");
        let Self { kept, known, fresh, keys, fresh_sums, .. } = self;
        fresh_sums.clear();
        model.each_sum::<W>(fresh, |i, sums| {
            fresh_sums.push(*sums);
            kept[place(keys[i])] = Kept { key: keys[i], sums: *sums, fresh: 0 };
        });
        keys.clear();
        for &(item, fresh) in &self.waiting {
            known[item as usize].add(&fresh_sums[fresh as usize]);
        }
        model.each_sum::<W>(&self.single, |i, sums| known[i].add(sums));
    }
}

impl<const W: usize> FeatureSink for GroupedFeatures<W> {
    #[inline]
    fn push(&mut self, id: u64) {
        self.single.push(id);
    }

    #[inline]
    fn push_all<const N: usize>(&mut self, ids: [u64; N]) {
        self.single.push_all(ids);
    }

    #[inline]
    fn expect(&mut self, key: u64) {
        if let Some(kept) = self.kept.get(place(key)) {
            prefetch(kept);
        }
    }

    #[inline]
    fn group(&mut self, key: u64, push: impl FnOnce(&mut Features)) {
        if self.kept.is_empty() {
            self.kept.resize(PLACES, Kept::default());
        }
        // Free places have the key 0.
        let key = key.max(1);
        let kept = &mut self.kept[place(key)];
        let mut fresh = kept.fresh;
        if kept.key != key {
            push(&mut self.fresh);
            self.fresh.end_item();
            self.keys.push(key);
            fresh = self.keys.len() as u32;
            *kept = Kept { key, fresh, sums: Sums::default() };
        }
        match fresh {
            0 => self.here.add(&kept.sums),
            fresh => self.waiting.push((self.known.len() as u32, fresh - 1)),
        }
    }

    #[inline]
    fn end_item(&mut self) {
        self.single.end_item();
        self.known.push(self.here);
        self.here = Sums::default();
    }
}

/// The place of a key.
#[inline]
fn place(key: u64) -> usize {
    (key >> 32) as usize % PLACES
}

impl SequenceModel<'_> {
    /// What the features of each item come to, in order.
    ///
    /// # Panics
    /// If they were begun for another model.
    pub fn sums<'f, const W: usize>(&self, features: &'f mut GroupedFeatures<W>) -> &'f [Sums<W>] {
        features.complete(self);
        &features.known
    }

    /// Scores a sequence, as [`SequenceModel::score`].
    ///
    /// # Panics
    /// If they were begun for another model.
    pub fn score_grouped<const W: usize>(&self, features: &mut GroupedFeatures<W>, lattice: &mut Lattice) {
        self.score_sums(self.sums(features), lattice);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Container, ContainerBuilder, Transitions, hash};

    /// A file with a model whose weights look random.
    fn file(seed: u64) -> Vec<u8> {
        let labels = ["O", "B-X", "I-X"].map(String::from);
        let weight = |id: u64, l: u64| (hash::pair(hash::pair(id, seed), l) % 1000) as f32 / 250.0 - 2.0;
        let rows: Vec<(u64, [f32; 3])> =
            (0..3000).map(|i| (hash::feature(0, i), [weight(i, 0), weight(i, 1), weight(i, 2)])).collect();
        let mut builder = ContainerBuilder::default();
        let each = rows.iter().map(|(id, w)| (*id, w.as_slice()));
        SequenceModel::write(&mut builder, "m", &labels, &Transitions::bio(&labels), each, 4.0);
        builder.finish()
    }

    /// Twenty items of two features and two groups of three, which come again within the sequence and in the next ones.
    fn features(sequence: u64, out: &mut impl FeatureSink) {
        for i in 0..20 {
            for g in 0..2 {
                let start = hash::pair(sequence * 7 + i, g) % 40 * 9 + g * 1000;
                out.group(hash::pair(start, g), |out| {
                    (start..start + 3).for_each(|x| out.push(hash::feature(0, x)));
                });
            }
            out.push(hash::feature(0, 2500 + i));
            out.push(hash::feature(0, 5000 + i));
            out.end_item();
        }
    }

    #[test]
    fn groups_weigh_what_their_features_weigh() {
        let files = [file(1), file(2)];
        let models =
            files.each_ref().map(|f| SequenceModel::read(&Container::parse(f).unwrap(), "m").unwrap());
        let (mut grouped, mut plain) = (GroupedFeatures::<8>::default(), Features::default());
        let (mut left, mut right) = (Lattice::default(), Lattice::default());
        for sequence in 0..40 {
            let model = &models[usize::from(sequence % 8 > 4)];
            grouped.begin(model);
            features(sequence, &mut grouped);
            model.score_grouped(&mut grouped, &mut left);
            plain.clear();
            features(sequence, &mut plain);
            model.score(&plain, &mut right);
            for i in 0..20 {
                assert_eq!(model.scores(&left, i), model.scores(&right, i), "sequence {sequence}, item {i}");
            }
            // Begun and given up, as where its reader panicked.
            grouped.begin(model);
            features(sequence + 100, &mut grouped);
        }
    }
}
