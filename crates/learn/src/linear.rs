use crate::container::{Reader, write_f32s, write_labels};
use crate::{Container, ContainerBuilder, ModelError, Table};

/// Most classes a linear model may have.
pub const MAX_CLASSES: usize = 15;

/// A feature of one example with its value; 1.0 where it is simply present.
pub type Valued = (u64, f32);

/// A linear classifier over hashed features with values: logistic regression, with two classes or more.
///
/// A model of one class is binary: its score is the log-odds that the class holds. A model of several is
/// softmax regression. To rank candidates, score each with a binary model and compare.
#[derive(Clone, Debug)]
pub struct LinearModel<'a> {
    classes: Vec<String>,
    bias: Vec<f32>,
    /// Rows of little-endian `f32` weights, one a class.
    table: Table<'a>,
}

impl<'a> LinearModel<'a> {
    /// The model that [`LinearModel::write`] put into a container under `name`.
    ///
    /// # Errors
    /// [`ModelError`] where its sections are missing or malformed; never panics.
    pub fn read(container: &Container<'a>, name: &str) -> Result<Self, ModelError> {
        let head = format!("{name}.head");
        let mut r = Reader::new(&head, container.section(&head)?);
        let n = r.count(4)?;
        if n == 0 || n > MAX_CLASSES {
            return Err(ModelError::malformed(&head, "number of classes out of range"));
        }
        let classes = (0..n).map(|_| r.string().map(str::to_owned)).collect::<Result<_, _>>()?;
        let bias = r.f32s(n)?;
        let rows = format!("{name}.rows");
        let table = Table::parse(&rows, container.section(&rows)?)?;
        if table.row_len() != 4 * n {
            return Err(ModelError::malformed(&rows, "rows are not one weight a class"));
        }
        Ok(Self { classes, bias, table })
    }

    /// Writes a model into a container as sections `<name>.head` and `<name>.rows`; rows of zeros are left out.
    ///
    /// # Panics
    /// If `name` is longer than 11 bytes, there are no classes or more than [`MAX_CLASSES`], or a row has another length.
    pub fn write<'r>(
        builder: &mut ContainerBuilder,
        name: &str,
        classes: &[String],
        bias: &[f32],
        rows: impl IntoIterator<Item = (u64, &'r [f32])>,
    ) {
        assert!((1..=MAX_CLASSES).contains(&classes.len()), "{} classes", classes.len());
        assert_eq!(classes.len(), bias.len(), "classes and biases");
        let rows: Vec<(u64, Vec<u8>)> = rows
            .into_iter()
            .filter(|(_, w)| w.iter().any(|&x| x != 0.0))
            .map(|(id, w)| (id, w.iter().flat_map(|x| x.to_le_bytes()).collect()))
            .collect();
        let table = Table::build(4 * classes.len(), rows.iter().map(|(id, w)| (*id, w.as_slice())));
        builder.section(&format!("{name}.head"), head(classes, bias)).section(&format!("{name}.rows"), table);
    }

    /// Writes this model with `bias` and `rows` added to its weights, as [`LinearModel::write`] does.
    #[cfg(feature = "train")]
    pub(crate) fn write_changed<'r>(
        &self,
        builder: &mut ContainerBuilder,
        name: &str,
        bias: &[f32],
        rows: impl IntoIterator<Item = (u64, &'r [f32])>,
    ) {
        let bias: Vec<f32> = self.bias.iter().zip(bias).map(|(known, b)| known + b).collect();
        let sum = |(id, weights): (u64, &[f32])| {
            let known = self.table.get(id).unwrap_or_default().as_chunks::<4>().0.iter();
            let known = known.map(|w| f32::from_le_bytes(*w)).chain(std::iter::repeat(0.0));
            (id, weights.iter().zip(known).flat_map(|(w, known)| (w + known).to_le_bytes()).collect())
        };
        let learned = rows.into_iter().filter(|(_, w)| w.iter().any(|&x| x != 0.0));
        let rows: Vec<(u64, Vec<u8>)> = learned.map(sum).collect();
        let table = self.table.changed(rows.iter().map(|(id, w)| (*id, w.as_slice())));
        builder
            .section(&format!("{name}.head"), head(&self.classes, &bias))
            .section(&format!("{name}.rows"), table);
    }

    /// Whether it has weights for a feature.
    #[cfg(feature = "train")]
    pub(crate) fn knows(&self, id: u64) -> bool {
        self.table.get(id).is_some()
    }

    /// The same model with its own copy of the weights.
    pub fn into_owned(self) -> LinearModel<'static> {
        LinearModel { classes: self.classes, bias: self.bias, table: self.table.into_owned() }
    }

    /// Names of the classes.
    pub fn classes(&self) -> &[String] {
        &self.classes
    }

    /// The score of each class; the first [`LinearModel::classes`] numbers count, the rest are 0.
    pub fn scores(&self, features: &[Valued]) -> [f32; MAX_CLASSES] {
        let mut scores = [0f32; MAX_CLASSES];
        scores[..self.bias.len()].copy_from_slice(&self.bias);
        features.iter().for_each(|&(id, _)| self.table.prefetch(id));
        for &(id, value) in features {
            let Some(row) = self.table.get(id) else { continue };
            for (score, w) in scores.iter_mut().zip(row.as_chunks::<4>().0) {
                *score += value * f32::from_le_bytes(*w);
            }
        }
        scores
    }

    /// The probability of each class, laid out as [`LinearModel::scores`].
    pub fn probabilities(&self, features: &[Valued]) -> [f32; MAX_CLASSES] {
        let mut p = self.scores(features);
        softmax(&mut p[..self.classes.len()]);
        p
    }
}

/// The section before the rows.
fn head(classes: &[String], bias: &[f32]) -> Vec<u8> {
    let mut head = Vec::new();
    write_labels(&mut head, classes);
    write_f32s(&mut head, bias);
    head
}

/// Turns scores into probabilities: logistic for a single class, softmax for several.
pub(crate) fn softmax(scores: &mut [f32]) {
    if let [score] = scores {
        *score = 1.0 / (1.0 + (-*score).exp());
        return;
    }
    let top = scores.iter().fold(f32::MIN, |a, &b| a.max(b));
    scores.iter_mut().for_each(|s| *s = (*s - top).exp());
    let sum: f32 = scores.iter().sum();
    scores.iter_mut().for_each(|s| *s /= sum);
}
