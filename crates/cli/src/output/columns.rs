use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use dixit_record::Record;
use dixit_record::parquet::{Writer, join};

use super::{BUFFER, Complete, Sealed, cannot_write, joined_name, partial_name};

/// Rows of a part that is worth a row group of its own. Small parts would make a large file that is slow to read.
const MIN_ROWS: usize = 20_000;
/// How long a part waits for so many rows: what a kill may cost at most.
const LONGEST_PART: Duration = Duration::from_secs(60);

/// A Parquet file that is called `NAME.partial` until it is complete.
///
/// The end of a Parquet file says where its parts lie, so one that was cut off cannot be read. While a run goes on,
/// `NAME.partial` is therefore several complete Parquet files, one after another; in the end they are joined.
pub(crate) struct Columns {
    /// `None` only while one part is replaced by the next.
    part: Option<Writer<BufWriter<File>>>,
    path: PathBuf,
    /// Lengths of the complete parts.
    lengths: Vec<u64>,
    sealed_at: Instant,
}

impl Columns {
    /// Opens the file to go on after what was sealed; without, starts it afresh.
    pub(crate) fn open(path: &Path, sealed: Option<&Sealed>) -> anyhow::Result<Self> {
        let open = || -> io::Result<Self> {
            let options = OpenOptions::new().read(true).write(true).create(true).truncate(false).clone();
            let mut file = options.open(partial_name(path))?;
            Sealed::cut(sealed, &mut file)?;
            let lengths = part_lengths(&mut file)?;
            file.seek(SeekFrom::End(0))?;
            let part = Writer::new(BufWriter::with_capacity(BUFFER, file))?;
            Ok(Self { part: Some(part), path: path.to_owned(), lengths, sealed_at: Instant::now() })
        };
        open().with_context(|| cannot_write(path))
    }

    /// Adds records, given as lines of JSON.
    pub(crate) fn write(&mut self, lines: &[u8]) -> io::Result<()> {
        let part = self.part.as_mut().expect("a part is open except inside `seal`");
        for line in lines.split(|&b| b == b'\n').filter(|line| !line.is_empty()) {
            let record: Record<'_> = serde_json::from_slice(line)?;
            part.write(&record)?;
        }
        Ok(())
    }

    /// Whether a part is large or old enough to be ended.
    pub(crate) fn wants_seal(&self) -> bool {
        self.sealed_at.elapsed() >= LONGEST_PART
            || self.part.as_ref().is_some_and(|part| part.waiting() >= MIN_ROWS)
    }

    /// Ends the part and puts it on disk.
    pub(crate) fn seal(&mut self) -> io::Result<Sealed> {
        let mut file = self.end_part()?;
        let length = self.lengths.iter().sum();
        let sealed = Sealed::of(&mut file, length)?;
        file.seek(SeekFrom::Start(length))?;
        self.part = Some(Writer::new(BufWriter::with_capacity(BUFFER, file))?);
        self.sealed_at = Instant::now();
        Ok(sealed)
    }

    fn end_part(&mut self) -> io::Result<File> {
        let part = self.part.take().expect("a part is open except inside `seal`");
        let mut file = part.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
        let total: u64 = self.lengths.iter().sum();
        let length = file.stream_position()? - total;
        // The length of each part follows it, so that the parts can be told apart again.
        file.write_all(&(length + LENGTH_BYTES).to_le_bytes())?;
        file.sync_data()?;
        self.lengths.push(length + LENGTH_BYTES);
        Ok(file)
    }

    pub(crate) fn complete(mut self) -> anyhow::Result<Complete> {
        let path = self.path.clone();
        self.join_parts().with_context(|| cannot_write(&path))?;
        Ok(Complete(path))
    }

    fn join_parts(&mut self) -> io::Result<()> {
        let parts = self.end_part()?;
        let out = BufWriter::with_capacity(BUFFER, File::create(joined_name(&self.path))?);
        let out = join(&parts, &self.lengths, LENGTH_BYTES, out)?;
        out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
    }

    pub(crate) fn into_path(self) -> PathBuf {
        self.path
    }
}

/// Bytes of the length that follows each part.
const LENGTH_BYTES: u64 = 8;

/// The lengths of the parts of a file, read from the last to the first.
fn part_lengths(file: &mut File) -> io::Result<Vec<u64>> {
    let damaged = Sealed::another;
    let (mut lengths, mut end) = (Vec::new(), file.metadata()?.len());
    while end > 0 {
        let mut bytes = [0; LENGTH_BYTES as usize];
        file.seek(SeekFrom::Start(end.checked_sub(LENGTH_BYTES).ok_or_else(damaged)?))?;
        file.read_exact(&mut bytes)?;
        let length = u64::from_le_bytes(bytes);
        end = end.checked_sub(length).filter(|_| length > LENGTH_BYTES).ok_or_else(damaged)?;
        lengths.push(length);
    }
    lengths.reverse();
    Ok(lengths)
}
