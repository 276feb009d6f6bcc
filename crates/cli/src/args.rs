//! What can be said on the command line. Its meaning is worked out by the commands.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use dixit_bert::Device;
use dixit_ingest::FieldMap;

use crate::commands::eval::EvalArgs;
#[cfg(feature = "serve")]
use crate::commands::serve::ServeArgs;
use crate::commands::train::TrainArgs;
use crate::output::Target;

/// Finds who said what in news articles, and through whom we know it.
#[derive(Debug, Parser)]
#[command(
    name = "dixit",
    version,
    max_term_width = 100,
    after_help = "Exit status: 0 all well, 1 some articles failed or a figure fell below its floor, 2 wrong usage or output that cannot be written."
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// When to use colour.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Show(ShowArgs),
    Run(Box<RunArgs>),
    Merge(MergeArgs),
    Config(Box<ConfigArgs>),
    Eval(Box<EvalArgs>),
    Train(TrainArgs),
    Report(ReportArgs),
    Cluster(ClusterArgs),
    Query(QueryArgs),
    #[cfg(feature = "serve")]
    Serve(Box<ServeArgs>),
    Sources(SourcesArgs),
    Outlets(OutletsArgs),
    People(PeopleArgs),
    Tokenize(TokenizeArgs),
    Parse(ParseArgs),
}

/// When to use colour.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Color {
    /// Makes the choice hold for everything printed from here on.
    pub(crate) fn apply(self) {
        match self {
            Color::Auto => anstream::ColorChoice::Auto,
            Color::Always => anstream::ColorChoice::Always,
            Color::Never => anstream::ColorChoice::Never,
        }
        .write_global();
    }
}

/// Shows one article with its quotations in colour, and a table of who said what.
///
/// The article is printed as it stands, wrapped to the terminal, each quotation with its number, and with quotations, the
/// words that announce them and the words that name their source in three colours. The table below lists each quotation
/// with its speaker, its kind (direct, mixed or indirect), through whom it is known, and when it was said; a question mark
/// behind the number says that words or speaker are more likely wrong than right.
///
/// With --html it becomes a page for the browser, one file that needs nothing else: quotations marked by speaker,
/// with role, cue, sources, time, confidence and what decided it for each.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  dixit show article.txt
  dixit show article.txt --html -o article.html
  dixit show article.txt --html --edit -o correct.html
  pbpaste | dixit show -
  dixit show news.jsonl --article 2025-12-05-0017
  dixit show article.txt --color always | less -R
  dixit show article.txt --engine bert")]
pub(crate) struct ShowArgs {
    /// File to read, or - for standard input.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    /// Which article of a file that holds several: its id, or its number from 1.
    #[arg(long, value_name = "ID")]
    pub(crate) article: Option<String>,

    /// Write a page for the browser: one file, quotations marked by speaker.
    #[arg(long)]
    pub(crate) html: bool,

    /// Let the page correct what was found, with keys or pointer, and save it in the gold format. All quotations are in it.
    #[arg(long, requires = "html")]
    pub(crate) edit: bool,

    /// File to write the page to, instead of standard output.
    #[arg(short, long, value_name = "FILE", requires = "html")]
    pub(crate) output: Option<PathBuf>,

    /// Which quotations: what was said, or all, with what is only ascribed (hopes, plans) and what is neither.
    #[arg(long, value_name = "WHICH", default_value = "statements")]
    pub(crate) acts: ActsArg,

    /// Leave out quotations with less confidence.
    #[arg(long, value_name = "0..1", default_value_t = 0.0, value_parser = probability)]
    pub(crate) min_confidence: f32,

    #[command(flatten)]
    pub(crate) engine: EngineArgs,

    #[command(flatten)]
    pub(crate) input: InputArgs,
}

/// Finds the quotations of many articles and writes them as data.
///
/// Reads files, folders (sorted, with all they hold), patterns in quotes ('news/**/*.txt') and standard input: plain text,
/// Markdown and web pages, one article a file; JSON, JSONL, CSV, TSV and Parquet, one article an object or row with the
/// fields id, title, text, publisher, date, url, author and language; web archives (WARC); all of them also packed with gzip,
/// zstd or bzip2, and in tar and zip archives. Articles are analysed in parallel; output comes in input order and is the
/// same for any number of threads.
///
/// An article that fails is named on standard error with the reason, and the run goes on. Output to a file
/// appears under its name only when it is complete; until then it is FILE.partial. A run that was stopped (Ctrl-C,
/// a power cut, a full disk) goes on with --resume, and the file is the same as if it had never stopped.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  dixit run articles/ -o quotes.jsonl
  dixit run news.jsonl --map text=body,title=headline --format csv -o quotes.csv
  dixit run corpus/ -o quotes.jsonl.zst --resume --stats run.json
  dixit run corpus/ -o quotes.sqlite -o quotes.csv.gz --dedup --failed failed.jsonl
  dixit run corpus/ -o quotes.jsonl --engine bert --backend torch --device cuda
  curl -s https://example.com/article.html | dixit run - --with-text | jq '.quotations[].speakers[].name'
  dixit run dev.jsonl --format gold > predicted.jsonl")]
pub(crate) struct RunArgs {
    /// Files and folders to read, or - for standard input (also the default when input is piped).
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) select: SelectArgs,

    /// File to write to, instead of standard output; may be given several times. .gz and .zst are compressed.
    ///
    /// The format is that of the suffix (.jsonl, .csv, .tsv, .parquet, .sqlite, .db, .jsonld), unless --format or a word before the name
    /// says otherwise: -o gold:predicted.jsonl.
    #[arg(short, long, value_name = "[FORMAT:]FILE")]
    pub(crate) output: Vec<Target>,

    /// File of settings, instead of dixit.toml in this folder: see dixit config --help.
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub(crate) config: Option<PathBuf>,

    /// Look for no dixit.toml.
    #[arg(long)]
    pub(crate) no_config: bool,

    /// Go on with a run that was stopped; does nothing where its output is complete. Refuses where settings, models or input
    /// are others than then.
    #[arg(long)]
    pub(crate) resume: bool,

    /// Begin again where an earlier run was stopped, and give up what it has done.
    #[arg(long, conflicts_with = "resume")]
    pub(crate) restart: bool,

    /// How often what is done is put on disk for --resume, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 5.0, value_parser = seconds, hide_short_help = true)]
    pub(crate) checkpoint: f64,

    /// File to write the sums of the run to, as JSON.
    #[arg(long, value_name = "FILE")]
    pub(crate) stats: Option<PathBuf>,

    /// Format of the output [default: that of the file's suffix, else jsonl].
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<OutputFormat>,

    /// Skip articles whose id or text an earlier one had; keeps some 100 bytes of memory per article.
    #[arg(long)]
    pub(crate) dedup: bool,

    /// File to list the failed inputs in, as JSON lines, for --from-failed.
    #[arg(long, value_name = "FILE")]
    pub(crate) failed: Option<PathBuf>,

    /// Where articles are analysed.
    #[arg(long, value_name = "WHERE", default_value = "auto", hide_short_help = true)]
    pub(crate) workers: Workers,

    /// Most memory one article may take in a worker process, in megabytes; 0 sets no limit. Linux alone heeds it.
    #[arg(long, value_name = "MB", default_value_t = 1000, hide_short_help = true)]
    pub(crate) max_memory: u64,

    /// Longest time one article may take, in seconds; 0 sets no limit.
    #[arg(long, value_name = "SECONDS", default_value_t = 300.0, value_parser = seconds, hide_short_help = true)]
    pub(crate) time_limit: f64,

    /// Write what is done first, first: nothing waits for a slow article.
    #[arg(long, hide_short_help = true)]
    pub(crate) unordered: bool,

    /// Number of articles analysed at once [default: one per core].
    #[arg(short = 'j', long, value_name = "N", value_parser = jobs)]
    pub(crate) jobs: Option<NonZeroUsize>,

    /// What offsets count; the output names it.
    ///
    /// The gold format always counts characters.
    #[arg(long, value_name = "UNIT", default_value = "chars")]
    pub(crate) offsets: Unit,

    /// Leave out quotations with less confidence.
    #[arg(long, value_name = "0..1", default_value_t = 0.0, value_parser = probability)]
    pub(crate) min_confidence: f32,

    /// Put the text of the article into the output, which the offsets count in.
    #[arg(long)]
    pub(crate) with_text: bool,

    /// No progress and no summary; failures are still named.
    #[arg(short, long)]
    pub(crate) quiet: bool,

    /// How progress is shown on standard error.
    #[arg(long, value_name = "HOW", default_value = "auto")]
    pub(crate) progress: ProgressStyle,

    #[command(flatten)]
    pub(crate) engine: EngineArgs,

    #[command(flatten)]
    pub(crate) input: InputArgs,
}

/// Joins the outputs of several runs, or writes them in another format.
///
/// Reads records as dixit run wrote them: JSONL (packed or not) and SQLite. They are written in the order given, article by
/// article, in any format of dixit run; those that show the words around a quotation need records made --with-text. All must
/// count offsets in the same unit.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  dixit run corpus/ --shard 1/2 -o one.jsonl.gz    # on one machine
  dixit run corpus/ --shard 2/2 -o two.jsonl.gz    # on another
  dixit merge one.jsonl.gz two.jsonl.gz -o all.sqlite
  dixit merge quotes.sqlite -o quotes.csv -o quotes.parquet")]
pub(crate) struct MergeArgs {
    /// Files of records.
    #[arg(value_name = "RECORDS", required = true)]
    pub(crate) inputs: Vec<PathBuf>,

    /// File to write to, instead of standard output; may be given several times, as for dixit run.
    #[arg(short, long, value_name = "[FORMAT:]FILE")]
    pub(crate) output: Vec<Target>,

    /// Format of the output [default: that of the file's suffix, else jsonl].
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<OutputFormat>,

    /// Skip records of an article whose id came before, as where shards overlap.
    #[arg(long)]
    pub(crate) dedup: bool,
}

/// Shows which settings hold for a run here, and where each comes from.
///
/// Settings come from the command line, from dixit.toml in this folder (or --config FILE), or are as they are by default, in
/// this order. Keys of the file are `paths` and the names of the long flags of dixit run; lists are written as lists, switches as
/// true or false. A switch that the file turns on is turned off by --no-SWITCH. Where output goes is said on the command
/// line, or in a file that the command line names: dixit.toml, which holds for whoever runs dixit in its folder, may not say it.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Example of dixit.toml:
  jobs = 4
  map = \"text=body,title=headline\"
  dedup = true")]
pub(crate) struct ConfigArgs {
    #[command(flatten)]
    pub(crate) run: RunArgs,
}

/// Makes a page over many articles: who was quoted, by whom and through whom, with every quotation at hand.
///
/// Reads the records that dixit run writes as JSONL or SQLite, and makes one HTML file that needs nothing else: speakers and outlets
/// ranked, over time, who relays whom, venues, what to check first, and all quotations with search and filters. Records made
/// with --with-text show each quotation in its sentence.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  dixit run news.jsonl --with-text -o quotes.jsonl && dixit report quotes.jsonl -o report.html
  dixit run articles/ --with-text | dixit report --title 'The harbour debate' -o report.html")]
pub(crate) struct ReportArgs {
    /// Records to read, as dixit run writes them (JSONL, packed or not, or SQLite), or - for standard input.
    #[arg(value_name = "RECORDS")]
    pub(crate) records: Vec<PathBuf>,

    /// File to write the page to, instead of standard output.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// Which quotations: what was said, or all, with what is only ascribed (hopes, plans) and what is neither.
    #[arg(long, value_name = "WHICH", default_value = "statements")]
    pub(crate) acts: ActsArg,

    /// Heading of the page.
    #[arg(long, value_name = "TEXT", default_value = "Quotations")]
    pub(crate) title: String,

    /// Most quotations the page holds for reading; the figures count all.
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    pub(crate) most: usize,
}

/// Finds the same words across articles: exact, cut, edited and retold quotations in one group.
///
/// Reads the records that dixit run writes as JSONL or SQLite. Each group has its fullest form, its variants and what was done to each,
/// who said it by vote, where it was first seen, and the outlets. Where outlets name different speakers or have other words,
/// and neither brackets nor an ellipsis say so, the group says who has what: that is where misquotes and wrong attributions are.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  dixit run news.jsonl -o quotes.jsonl && dixit cluster quotes.jsonl
  dixit cluster quotes.jsonl --only speaker
  dixit cluster quotes.jsonl --format jsonl | jq 'select(.articles > 10) | .text'")]
pub(crate) struct ClusterArgs {
    /// Records to read, as dixit run writes them (JSONL, packed or not, or SQLite), or - for standard input.
    #[arg(value_name = "RECORDS")]
    pub(crate) records: Vec<PathBuf>,

    /// File to write to, instead of standard output; .gz and .zst are compressed.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// Format of the output.
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: ClusterFormat,

    /// Which quotations: what was said, or all, with what is only ascribed (hopes, plans) and what is neither.
    #[arg(long, value_name = "WHICH", default_value = "statements")]
    pub(crate) acts: ActsArg,

    /// Only groups that disagree.
    #[arg(long, value_name = "ON")]
    pub(crate) only: Option<Disagreement>,

    /// Only groups of at least so many articles.
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub(crate) min_articles: usize,

    /// Leave quotations of fewer words alone: too many people say the same by chance.
    #[arg(long, value_name = "N", default_value = "4")]
    pub(crate) min_words: NonZeroUsize,

    /// Groups in the table.
    #[arg(long, value_name = "N", default_value_t = 25)]
    pub(crate) top: usize,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum ClusterFormat {
    /// For people: the groups of most articles, and what is disagreed on.
    Table,
    /// One group a line, JSON, with all there is to know: see docs/see.md.
    Jsonl,
    /// One quotation a line with its group, for spreadsheets.
    Csv,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Disagreement {
    /// Different speakers are named.
    Speaker,
    /// Words differ where no brackets or ellipsis say so.
    Words,
    /// Either.
    Any,
}

/// Asks a database that dixit run has written: who said what, where and when.
///
/// All conditions must hold. Names are looked for as parts, so --speaker okoye finds Ada Okoye. Words are searched for in the
/// quotations whatever their case and accents: several must all occur, "in marks" they are a phrase, tariff* is the
/// beginning of a word, and AND, OR, NOT and parentheses combine.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  dixit run news.jsonl -o quotes.sqlite
  dixit query quotes.sqlite harbour bridge --speaker Okoye
  dixit query quotes.sqlite '\"rare earths\" OR tariff*' --outlet Reuters --from 2025-12 --format csv > hits.csv
  dixit query quotes.sqlite --count-by speaker --publisher Gazette
  dixit query quotes.sqlite --max-confidence 0.5 --order confidence")]
pub(crate) struct QueryArgs {
    /// The database: what dixit run wrote with -o FILE.sqlite.
    #[arg(value_name = "DATABASE")]
    pub(crate) database: PathBuf,

    /// Words of the quotation.
    #[arg(value_name = "WORDS")]
    pub(crate) words: Vec<String>,

    /// Part of the speaker's name, or a registry id.
    #[arg(long, value_name = "NAME")]
    pub(crate) speaker: Option<String>,

    /// Part of the name of an outlet that published or relayed it.
    #[arg(long, value_name = "NAME")]
    pub(crate) outlet: Option<String>,

    /// Part of the publisher's name.
    #[arg(long, value_name = "NAME")]
    pub(crate) publisher: Option<String>,

    /// Part of the name of an outlet, platform, event or document it came through.
    #[arg(long, value_name = "NAME")]
    pub(crate) via: Option<String>,

    /// Published on this day or later: 2025-12-05, 2025-12 or 2025.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) from: Option<String>,

    /// Published on this day, in this month or year, or earlier.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) to: Option<String>,

    /// Only direct, mixed or indirect quotations.
    #[arg(long, value_name = "KIND", value_parser = kind)]
    pub(crate) kind: Option<dixit_record::Kind>,

    /// Which quotations: what was said, or all, with what is only ascribed (hopes, plans) and what is neither.
    #[arg(long, value_name = "WHICH", default_value = "statements")]
    pub(crate) acts: ActsArg,

    /// Only quotations with at least this confidence.
    #[arg(long, value_name = "0..1", value_parser = probability)]
    pub(crate) min_confidence: Option<f32>,

    /// Only quotations with at most this confidence: what to check.
    #[arg(long, value_name = "0..1", value_parser = probability)]
    pub(crate) max_confidence: Option<f32>,

    /// Count the quotations instead of listing them.
    #[arg(long, value_name = "WHAT")]
    pub(crate) count_by: Option<CountBy>,

    /// Order of the quotations.
    #[arg(long, value_name = "ORDER", default_value = "input")]
    pub(crate) order: QueryOrder,

    /// Most lines; 0 for all [default: 25 in a table, all as JSON and CSV].
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<u64>,

    /// Format of the output.
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: QueryFormat,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum QueryFormat {
    /// For people.
    Table,
    /// One list of objects.
    Json,
    /// One quotation a line, for spreadsheets.
    Csv,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum QueryOrder {
    /// As the articles were read.
    Input,
    /// Newest article first.
    Newest,
    /// Oldest article first.
    Oldest,
    /// Least confidence first.
    Confidence,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum CountBy {
    /// Named speakers.
    Speaker,
    /// Publishers.
    Publisher,
    /// Whom or what the words came through.
    Via,
    /// Days of publication.
    Day,
    /// Months of publication.
    Month,
    /// Direct, mixed, indirect.
    Kind,
}

/// Counts which outlets and platforms stand behind how many quotations, and who relays whom.
///
/// For an article or a corpus: through whom each quotation is known (told Reuters, posted on X, as reported by Xinhua),
/// counted by outlet. The graph has an edge from whom the words came first to whom relayed them, up to the publisher of
/// the article where its input names one.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  dixit sources article.txt
  dixit sources news.jsonl --format json | jq '.outlets[:10]'
  dixit sources news.jsonl --format dot | dot -Tsvg > relays.svg
  dixit sources articles/ --outlets mine.tsv")]
pub(crate) struct SourcesArgs {
    /// Files and folders to read, or - for standard input (also the default when input is piped).
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// Format of the output.
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: SourcesFormat,

    #[command(flatten)]
    pub(crate) engine: EngineArgs,

    #[command(flatten)]
    pub(crate) input: InputArgs,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum SourcesFormat {
    /// For people: outlets by the number of quotations behind which they stand.
    Table,
    /// The counts of outlets and edges.
    Json,
    /// The graph of who relays whom, for Graphviz.
    Dot,
    /// The same graph, for Gephi, yEd and NetworkX.
    Graphml,
}

/// The registry of outlets.
#[derive(Debug, Args)]
pub(crate) struct OutletsArgs {
    #[command(subcommand)]
    pub(crate) command: OutletsCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum OutletsCommand {
    Check(OutletsCheckArgs),
}

/// Checks a table of outlets and names everything wrong with its line.
///
/// The table is checked on top of the shipped one, as --outlets uses it. Its columns, with tabs between: name, kind,
/// country, language, domains, parent, flags, aliases. Exit status 1 where something is wrong.
#[derive(Debug, Args)]
pub(crate) struct OutletsCheckArgs {
    /// The table to check; the shipped one where none is given.
    #[arg(value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
}

/// The registry of people.
#[derive(Debug, Args)]
pub(crate) struct PeopleArgs {
    #[command(subcommand)]
    pub(crate) command: PeopleCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PeopleCommand {
    Check(PeopleCheckArgs),
}

/// Checks a file of people and names everything wrong with its line.
///
/// The file is TOML (`.toml`: a list of `[[person]]`) or JSONL (anything else: one object a line). Fields: name (required),
/// aliases, handles (with @), gender (M or F), party, region, wikidata (Q and digits), and roles, each with a title and,
/// where known, from and to (YYYY, YYYY-MM or YYYY-MM-DD). Exit status 1 where something is wrong.
#[derive(Debug, Args)]
pub(crate) struct PeopleCheckArgs {
    /// The file to check; the shipped registry where none is given.
    #[arg(value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
}

/// Writes the words, sentences, paragraphs and quotation marks of articles.
///
/// Words follow Universal Dependencies English. What that calls tokens is what is written (don't), and its words are the
/// parts (do, n't).
///
/// In JSONL, one article a line, `tokens`, `words`, `sentences` and `paragraphs` are lists of [start, end], and `quoted` lists
/// the passages between quotation marks: `outer` with the marks and `inner` without, `depth` (0 for an outermost passage),
/// `style` of the marks, `closed` (false where the closing mark is missing) and, where a passage carries on one of the
/// paragraph before, its place in the list as `continues`. `offsets` names the unit.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  dixit tokenize article.txt --format lines
  dixit tokenize news.jsonl -o tokens.jsonl
  pbpaste | dixit tokenize - --format conllu")]
pub(crate) struct TokenizeArgs {
    /// File to read, or - for standard input.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    /// File to write to, instead of standard output.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// Format of the output.
    #[arg(long, value_name = "FORMAT", default_value = "jsonl")]
    pub(crate) format: TokenFormat,

    /// What offsets count in JSONL. CoNLL-U always counts characters.
    #[arg(long, value_name = "UNIT", default_value = "chars")]
    pub(crate) offsets: Unit,

    #[command(flatten)]
    pub(crate) input: InputArgs,
}

/// Writes the grammar of articles: parts of speech, lemmas, dependency trees, noun phrases and clauses.
///
/// On a terminal it draws each sentence with its noun phrases in brackets and its clauses below, those within others further
/// in; elsewhere it writes CoNLL-U, as Universal Dependencies has it.
///
/// In JSONL, one article a line, `words` have `span`, `upos`, `xpos`, `lemma`, `head` (an index into `words`, null for the head of a
/// sentence) and `relation`; `sentences`, and `tokens` of phrases and clauses, are half-open ranges of words; phrases and clauses
/// name words by index. See docs/grammar.md.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  dixit parse article.txt
  pbpaste | dixit parse - --format conllu
  dixit parse news.jsonl --format jsonl -o grammar.jsonl")]
pub(crate) struct ParseArgs {
    /// File to read, or - for standard input.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    /// File to write to, instead of standard output.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// Format of the output. [default: picture on a terminal, conllu elsewhere]
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<ParseFormat>,

    /// What offsets count in JSONL. CoNLL-U always counts characters.
    #[arg(long, value_name = "UNIT", default_value = "chars")]
    pub(crate) offsets: Unit,

    /// A model of your own, made by dixit-dev train grammar, instead of the one built in.
    #[arg(long, value_name = "FILE")]
    pub(crate) model: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) input: InputArgs,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum ParseFormat {
    /// CoNLL-U: one word a line, the trees of Universal Dependencies.
    Conllu,
    /// One article a line, with words, phrases and clauses.
    Jsonl,
    /// For people: sentences with their phrases, and their clauses below.
    Picture,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum TokenFormat {
    /// One article a line, spans as offsets.
    Jsonl,
    /// CoNLL-U: one word a line, with columns for words and place alone.
    Conllu,
    /// One sentence a line, words parted by spaces, an empty line after each paragraph.
    Lines,
}

/// What finds names and quotations.
#[derive(Debug, Args)]
pub(crate) struct EngineArgs {
    /// What finds names and quotations.
    #[arg(long, value_name = "NAME", default_value = "fast")]
    pub(crate) engine: Engine,

    /// What computes the network of --engine bert. Default: what this program was built with, and the device allows.
    #[arg(long, value_name = "NAME", help_heading = "Transformer")]
    pub(crate) backend: Option<Backend>,

    /// Where the network of --engine bert is computed: cpu, one core a worker, or a graphics card: cuda or cuda:N. [default: cpu]
    #[arg(long, value_name = "DEVICE", help_heading = "Transformer")]
    pub(crate) device: Option<Device>,

    /// How exactly the network of --engine bert is computed. Default: the fastest that backend and device have.
    #[arg(long, value_name = "PRECISION", help_heading = "Transformer")]
    pub(crate) precision: Option<Precision>,

    /// A model of your own in the place of the engine's, from dixit train; once for names and once for quotations.
    #[arg(long, value_name = "FILE")]
    pub(crate) model: Vec<PathBuf>,

    /// Your own table of outlets, on top of the shipped one: see dixit outlets check --help.
    #[arg(long, value_name = "FILE")]
    pub(crate) outlets: Option<PathBuf>,

    /// Your own file of people, on top of the shipped registry: see dixit people check --help.
    #[arg(long, value_name = "FILE")]
    pub(crate) people: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Engine {
    /// The embedded engine: trained models in the program, nothing to install, made for bulk.
    Fast,
    /// Rules and word lists alone: finds less, in a fraction of the time, and each decision can be read off the text.
    Rules,
    /// The transformer: finds most, at a fiftieth of the speed; see docs/bert.md.
    Bert,
}

/// What computes the network of the transformer engine.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Backend {
    /// Pure Rust, nothing to install.
    Rten,
    /// rust-bert on libtorch, for graphics cards.
    Torch,
}

/// How exactly it is computed.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Precision {
    /// Matrices in whole numbers of 8 bits: backend rten.
    Int8,
    /// 16 bits: graphics cards.
    Half,
    /// 32 bits.
    Single,
}

/// How to read input.
#[derive(Debug, Args)]
pub(crate) struct InputArgs {
    /// What the input is written in.
    #[arg(long, value_name = "FORMAT", default_value = "auto")]
    pub(crate) input: InputFormat,

    /// Names the input has for the fields of an article: text=body|content,title=_source.headline.
    ///
    /// The fields are id, title, text, publisher, date, url, author and language; what is not named here is looked for
    /// under that name and those that well-known data sets have for it. Alternatives stand between |, a dot leads into an
    /// object, and the columns of a table without a heading are numbered from 1.
    #[arg(long, value_name = "FIELD=NAME,…", default_value = "", hide_default_value = true)]
    pub(crate) map: FieldMap,

    /// What parts the cells of tables: a mark, or tab. Without it, how a table begins tells.
    #[arg(long, value_name = "MARK")]
    pub(crate) delimiter: Option<Delimiter>,

    /// Longest article taken, in megabytes.
    #[arg(long, value_name = "MB", default_value_t = 64)]
    pub(crate) max_size: u64,

    /// Read texts in other languages than English too, which are skipped otherwise.
    #[arg(long)]
    pub(crate) any_language: bool,
}

/// What parts the cells of a table: one byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Delimiter(pub(crate) u8);

impl std::str::FromStr for Delimiter {
    type Err = String;

    fn from_str(s: &str) -> Result<Self, String> {
        match s.as_bytes() {
            b"tab" | b"\\t" => Ok(Self(b'\t')),
            &[byte] if !matches!(byte, b'"' | b'\n' | b'\r') => Ok(Self(byte)),
            _ => Err("is not one mark, or `tab`".to_owned()),
        }
    }
}

/// Which inputs to read beside the paths.
#[derive(Debug, Default, Args)]
pub(crate) struct SelectArgs {
    /// File with the paths to read, one a line; - is standard input.
    #[arg(long, value_name = "FILE")]
    pub(crate) files_from: Option<PathBuf>,

    /// Read again what --failed of an earlier run has listed, and nothing else.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["paths", "files_from", "shard"])]
    pub(crate) from_failed: Option<PathBuf>,

    /// Every Nth article, from the Ith on: the part of one machine among N; dixit merge joins their outputs.
    #[arg(long, value_name = "I/N")]
    pub(crate) shard: Option<Shard>,
}

/// One part of several: `2/4`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shard {
    /// From 0.
    pub(crate) index: u64,
    pub(crate) count: u64,
}

impl std::str::FromStr for Shard {
    type Err = String;

    fn from_str(s: &str) -> Result<Self, String> {
        let wrong = || "not of the form I/N with I from 1 to N, such as 2/4".to_owned();
        let (index, count) = s.split_once('/').ok_or_else(wrong)?;
        let (index, count): (u64, u64) =
            (index.parse().map_err(|_| wrong())?, count.parse().map_err(|_| wrong())?);
        if index == 0 || index > count { Err(wrong()) } else { Ok(Self { index: index - 1, count }) }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum InputFormat {
    /// By the file's suffix, else by how it begins.
    Auto,
    /// Plain text, one article a file.
    Text,
    /// Markdown, of which the prose is taken.
    #[value(alias = "md")]
    Markdown,
    /// A web page, of which the main text is taken.
    Html,
    /// JSON, one article a line.
    Jsonl,
    /// A JSON array of articles, or JSON objects over several lines.
    Json,
    /// Comma-separated, one article a row, fields named by the first.
    Csv,
    /// The same, separated by tabs.
    Tsv,
    /// Parquet, one article a row.
    Parquet,
    /// RSS, Atom, NewsML-G2 or NITF.
    Xml,
    /// A message or saved page (.eml, .mhtml).
    Mail,
    /// A transcript with times (.srt, .vtt).
    Subtitles,
    /// A document of a word processor.
    Docx,
    /// A story of the CNN and Daily Mail data set.
    Story,
    /// A web archive: the pages in it.
    Warc,
    /// A tar archive: the files in it.
    Tar,
    /// A zip archive: the files in it.
    Zip,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum OutputFormat {
    /// One article a line, JSON, with all there is to know: see docs/record.md.
    Jsonl,
    /// One quotation a line, JSON, each with its article.
    Quotations,
    /// One quotation a line, for spreadsheets.
    Csv,
    /// The same, separated by tabs.
    Tsv,
    /// Parquet, one quotation a row: see docs/record.md.
    Parquet,
    /// A database with full-text search over the quotations: see docs/sqlite.md.
    #[value(alias = "db")]
    Sqlite,
    /// One article a line, as gold annotations are kept and scorers read them.
    Gold,
    /// One article a line, as GDELT's Global Quotation Graph has them: direct quotations and the words around them.
    Gqg,
    /// One quotation a line, as Quotebank's quotation-centric files have them.
    Quotebank,
    /// One article a line, as Quotebank's article-centric files have them.
    QuotebankArticles,
    /// One article a line, schema.org as JSON-LD.
    Jsonld,
    /// One quotation a line, a W3C Web Annotation.
    Annotation,
}

/// Where articles are analysed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Workers {
    /// In processes; in threads where the engine computes on a graphics card.
    Auto,
    /// In processes of their own: one that crashes or takes too much memory costs its article alone.
    Processes,
    /// In threads: a little faster, and such an article ends the run.
    Threads,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ProgressStyle {
    /// A bar on a terminal, nothing elsewhere.
    Auto,
    /// A line of JSON a second, for machines: see docs/run.md.
    Json,
    /// Nothing until the summary.
    None,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Unit {
    /// Unicode characters, as Python counts.
    Chars,
    /// UTF-8 bytes, as Rust and Go count.
    Bytes,
    /// UTF-16 code units, as JavaScript and Java count.
    Utf16,
}

impl From<Unit> for dixit_text::OffsetUnit {
    fn from(unit: Unit) -> Self {
        match unit {
            Unit::Chars => Self::Chars,
            Unit::Bytes => Self::Bytes,
            Unit::Utf16 => Self::Utf16,
        }
    }
}

pub(crate) fn probability(s: &str) -> Result<f32, String> {
    match s.parse::<f32>() {
        Ok(p) if (0.0..=1.0).contains(&p) => Ok(p),
        _ => Err("not a number from 0 to 1".to_owned()),
    }
}

/// More would only wait for each other.
const MOST_JOBS: usize = 1024;

pub(crate) fn jobs(s: &str) -> Result<NonZeroUsize, String> {
    s.parse::<NonZeroUsize>()
        .ok()
        .filter(|n| n.get() <= MOST_JOBS)
        .ok_or_else(|| format!("not a number from 1 to {MOST_JOBS}"))
}

/// A day, a month or a year.
fn date(s: &str) -> Result<String, String> {
    let most: [(usize, u16); 3] = [(4, 9999), (2, 12), (2, 31)];
    let formed = |(part, (length, most)): (&str, (usize, u16))| {
        let digits = part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
        digits && part.parse::<u16>().is_ok_and(|n| (1..=most).contains(&n))
    };
    let formed = s.split('-').count() <= 3 && s.split('-').zip(most).all(formed);
    if formed { Ok(s.to_owned()) } else { Err("not a date like 2025-12-05, 2025-12 or 2025".to_owned()) }
}

/// Which quotations are shown.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum ActsArg {
    /// What was said, written, asked, promised, announced.
    Statements,
    /// All that was found.
    All,
}

impl From<ActsArg> for dixit_record::Acts {
    fn from(acts: ActsArg) -> Self {
        match acts {
            ActsArg::Statements => Self::Statements,
            ActsArg::All => Self::All,
        }
    }
}

fn kind(s: &str) -> Result<dixit_record::Kind, String> {
    let all = dixit_record::Kind::ALL;
    all.iter().copied().find(|k| k.as_str() == s).ok_or_else(|| "not direct, mixed or indirect".to_owned())
}

pub(crate) fn seconds(s: &str) -> Result<f64, String> {
    match s.parse::<f64>() {
        Ok(t) if (0.0..=1e9).contains(&t) => Ok(t),
        _ => Err("not a number of seconds".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        <Cli as clap::CommandFactory>::command().debug_assert();
    }
}
