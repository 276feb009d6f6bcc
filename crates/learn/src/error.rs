/// Why some bytes are not a model that this version can read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// The bytes do not begin with the label of a model file.
    #[error("not a dixit model file")]
    Label,
    /// The file was written by another generation of the program.
    #[error(
        "model format {found}, but this program reads {}: train the model again with this version",
        crate::layout::FORMAT_VERSION
    )]
    Version {
        /// Format version in the file.
        found: u32,
    },
    /// The checksum does not fit the bytes: cut off or damaged.
    #[error("model file is damaged: its checksum does not fit, fetch or train it again")]
    Checksum,
    /// A section that the model needs is not in the file, so it is a model of another kind.
    #[error("model file has no section `{0}`: it is a model for another purpose")]
    Missing(String),
    /// A section does not hold what it must.
    #[error("section `{section}` of the model file is malformed: {what}")]
    Malformed {
        /// Name of the section.
        section: String,
        /// What is wrong with it.
        what: &'static str,
    },
}

impl ModelError {
    pub(crate) fn malformed(section: &str, what: &'static str) -> Self {
        Self::Malformed { section: section.to_owned(), what }
    }
}
