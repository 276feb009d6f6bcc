//! Finds and reads gold and predictions on disk.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use dixit_eval::{Annotation, Article, Predictions, ReadError, bio, brat, read};
use dixit_text::OffsetUnit;

use super::args::GoldArgs;

/// One text with the annotations of all who read it, in order of their names.
pub(super) type Annotated = (Article, Vec<Annotation>);

impl GoldArgs {
    /// The unit of offsets in files that do not say.
    pub(super) fn unit(&self) -> OffsetUnit {
        self.offsets.into()
    }

    pub(super) fn read(&self) -> anyhow::Result<Vec<Article>> {
        let mut gold = read_gold(&self.gold, self.speakers.is_none(), self.unit())?;
        if let Some(path) = &self.speakers {
            read::speakers(&name(path), &read_file(path)?, &mut gold)?;
        }
        Ok(gold)
    }
}

/// The bytes of a file, unpacked where it is gzip or Zstandard, as this program writes them.
pub(crate) fn unpacked(path: &Path) -> anyhow::Result<Vec<u8>> {
    let read = || -> io::Result<Vec<u8>> {
        let mut bytes = fs::read(path)?;
        if bytes.starts_with(&[0x1F, 0x8B]) {
            let packed = std::mem::take(&mut bytes);
            flate2::read::MultiGzDecoder::new(&packed[..]).read_to_end(&mut bytes)?;
        } else if bytes.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]) {
            bytes = zstd::decode_all(&bytes[..])?;
        }
        Ok(bytes)
    };
    read().with_context(|| format!("cannot read {}", path.display()))
}

/// The text of a file, unpacked likewise.
pub(super) fn read_file(path: &Path) -> anyhow::Result<String> {
    let text = String::from_utf8(unpacked(path)?);
    text.map_err(|_| anyhow::anyhow!("cannot read {}: it is not UTF-8", path.display()))
}

fn name(path: &Path) -> String {
    path.display().to_string()
}

fn has_suffix(path: &Path, suffix: &str) -> bool {
    path.file_name().and_then(|n| n.to_str()).is_some_and(|n| n.ends_with(suffix))
}

/// All gold articles of the files and folders; with `speakers`, also the files of speakers beside them.
pub(crate) fn read_gold(paths: &[PathBuf], speakers: bool, unit: OffsetUnit) -> anyhow::Result<Vec<Article>> {
    let mut gold: Vec<Article> = Vec::new();
    for path in paths {
        if !path.is_dir() {
            gold.append(&mut read_one(path, speakers, unit)?);
            continue;
        }
        let before = gold.len();
        for file in json_below(path)? {
            gold.append(&mut read_one(&file, speakers, unit)?);
        }
        let annotated = read_brat(path, unit)?;
        gold.extend(
            annotated
                .into_iter()
                .map(|(article, mut annotations)| Article { gold: annotations.swap_remove(0), ..article }),
        );
        if gold.len() == before {
            bail!("{} holds no gold: no *.json, no *.jsonl, no *.ann beside a *.txt", path.display());
        }
    }
    let mut ids: Vec<&str> = gold.iter().map(|a| a.id.as_str()).collect();
    ids.sort_unstable();
    if let Some(pair) = ids.windows(2).find(|pair| pair[0] == pair[1]) {
        bail!("two gold articles have the id {}", pair[0]);
    }
    Ok(gold)
}

/// The JSON files of a folder that hold articles.
fn json_below(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = files_below(folder)?;
    let is_records = |p: &PathBuf| has_suffix(p, ".speakers.jsonl") || has_suffix(p, ".sources.jsonl");
    files.retain(|p| has_suffix(p, ".json") || (has_suffix(p, ".jsonl") && !is_records(p)));
    Ok(files)
}

fn read_one(path: &Path, speakers: bool, unit: OffsetUnit) -> anyhow::Result<Vec<Article>> {
    if has_suffix(path, ".bio") {
        return Ok(bio::read(&name(path), &read_file(path)?)?);
    }
    if has_suffix(path, ".ann") {
        let text = read_file(&path.with_extension("txt"))?;
        let gold = brat::read(&name(path), &read_file(path)?, &text, unit)?;
        return Ok(vec![Article { id: stem(path), text, gold, ..Article::default() }]);
    }
    // Some tools keep the text in a file of its own.
    let beside = path.with_extension("txt");
    let text = if beside.exists() { Some(read_file(&beside)?) } else { None };
    let id = stem(path);
    let options = read::Options { unit, id: Some(&id), text: text.as_deref() };
    let mut articles = read::gold(&name(path), &read_file(path)?, &options)?;
    let beside = ["sources.jsonl", "speakers.jsonl"].map(|suffix| path.with_extension(suffix));
    if let Some(beside) = beside.into_iter().find(|p| speakers && p.exists()) {
        read::speakers(&name(&beside), &read_file(&beside)?, &mut articles)?;
    }
    Ok(articles)
}

fn stem(path: &Path) -> String {
    path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Files in a folder and all below it, sorted.
fn files_below(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry.with_context(|| format!("cannot read {}", folder.display()))?.path();
        if path.is_dir() {
            files.append(&mut files_below(&path)?);
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Texts of a folder with their brat annotations: NAME.txt with NAME.ann or NAME_ANNOTATOR.ann, wherever below the folder
/// the two stand, as PolNeAR has them in `text/` and `attributions/`. Texts without annotation are passed over.
pub(super) fn read_brat(folder: &Path, unit: OffsetUnit) -> anyhow::Result<Vec<Annotated>> {
    let files = files_below(folder)?;
    let texts: BTreeMap<String, &PathBuf> =
        files.iter().filter(|p| has_suffix(p, ".txt")).map(|p| (stem(p), p)).collect();
    let mut of_text: BTreeMap<&str, Vec<&PathBuf>> = BTreeMap::new();
    for path in files.iter().filter(|p| has_suffix(p, ".ann")) {
        let stem = stem(path);
        let base = stem.rsplit_once('_').map_or(stem.as_str(), |(base, _)| base);
        match texts.get_key_value(stem.as_str()).or_else(|| texts.get_key_value(base)) {
            Some((text, _)) => of_text.entry(text).or_default().push(path),
            None => bail!("{} has no text: no {stem}.txt and no {base}.txt in the folder", path.display()),
        }
    }
    let read = |(id, paths): (&str, Vec<&PathBuf>)| {
        let text = read_file(texts[id])?;
        let annotations =
            paths.iter().map(|path| Ok(brat::read(&name(path), &read_file(path)?, &text, unit)?));
        let annotations = annotations.collect::<anyhow::Result<Vec<_>>>()?;
        Ok((Article { id: id.to_owned(), text, ..Article::default() }, annotations))
    };
    of_text.into_iter().map(read).collect()
}

/// Predictions for the gold, in any form gold may have; texts are not needed in JSON.
pub(super) fn read_predictions(
    path: &Path,
    gold: &[Article],
    unit: OffsetUnit,
) -> anyhow::Result<Predictions> {
    let json = if path.is_dir() { json_below(path)? } else { vec![path.to_owned()] };
    if json.is_empty() || has_suffix(path, ".ann") || has_suffix(path, ".bio") {
        return matched(path, gold, read_gold(&[path.to_owned()], true, unit)?);
    }
    let mut predictions = Predictions::default();
    for file in json {
        let id = stem(&file);
        let options = read::Options { unit, id: Some(&id), text: None };
        let (read, problems) = read::predictions(&name(&file), &read_file(&file)?, gold, &options)?;
        if !problems.is_empty() {
            writeln!(anstream::stderr(), "{}", ReadError { problems })?;
        }
        predictions.extend(read);
    }
    Ok(predictions)
}

/// Annotated articles as predictions: by their id or, where ids come from the names of files, by their text.
fn matched(path: &Path, gold: &[Article], articles: Vec<Article>) -> anyhow::Result<Predictions> {
    let ids = read::Ids::new(gold);
    let by_text: HashMap<&str, &Article> = gold.iter().map(|a| (a.text.as_str(), a)).collect();
    let mut predictions = Predictions::default();
    for article in articles {
        match ids.find(&article.id).or_else(|| by_text.get(article.text.as_str()).copied()) {
            Some(found) if found.text == article.text => {
                predictions.insert(found.id.clone(), article.gold);
            }
            Some(_) => bail!("{}: {} has another text than the gold", path.display(), article.id),
            None => writeln!(
                anstream::stderr(),
                "{}: no gold article is {}; left out",
                path.display(),
                article.id
            )?,
        }
    }
    if predictions.is_empty() {
        bail!("{}: none of its articles is in the gold", path.display());
    }
    Ok(predictions)
}
