//! Figures for Prometheus.

use std::fmt::Write as _;

use crate::metrics::BOUNDS;
use crate::process;
use crate::state::State;

/// All figures, in the text format 0.0.4.
pub(crate) fn text(state: &State) -> String {
    let metrics = &state.metrics;
    let mut page = Page(String::new());
    requests(state, &mut page);
    let sums = metrics.totals();
    page.one("dixit_articles_total", "counter", "Articles analysed.", sums.articles as f64);
    page.one("dixit_words_total", "counter", "Words of the analysed articles.", sums.words as f64);
    page.one("dixit_quotations_total", "counter", "Quotations found.", sums.quotations as f64);
    let seconds = sums.analysis_nanos as f64 / 1e9;
    page.one("dixit_analysis_seconds_total", "counter", "Processor time of the analysis.", seconds);
    page.head("dixit_failures_total", "counter", "Articles without a record, by kind.");
    for (kind, count) in metrics.failures() {
        page.line(&format!("dixit_failures_total{{kind=\"{}\"}}", escaped(&kind)), count as f64);
    }
    page.one("dixit_articles_waiting", "gauge", "Articles no thread has begun.", state.pool.waiting() as f64);
    page.one("dixit_analysis_threads", "gauge", "Analysis threads.", state.pool.size() as f64);
    if let Some(bytes) = process::resident_bytes(&state.work) {
        page.one(
            "dixit_resident_memory_bytes",
            "gauge",
            "Memory held, worker processes included.",
            bytes as f64,
        );
    }
    page.head("dixit_build_info", "gauge", "Version and engine.");
    let (engine, version) = (escaped(&state.engine.0), escaped(&state.engine.1));
    page.line(&format!("dixit_build_info{{engine=\"{engine}\",version=\"{version}\"}}"), 1.0);
    page.0
}

fn requests(state: &State, page: &mut Page) {
    page.head("dixit_requests_total", "counter", "Requests answered.");
    for ((route, status), count) in state.metrics.requests() {
        page.line(&format!("dixit_requests_total{{route=\"{route}\",status=\"{status}\"}}"), count as f64);
    }
    let name = "dixit_request_duration_seconds";
    page.head(name, "histogram", "From the head of a request to that of its answer.");
    let (counts, sum) = state.metrics.durations();
    for (i, count) in counts.iter().enumerate() {
        let bound = BOUNDS.get(i).map_or_else(|| "+Inf".to_owned(), f64::to_string);
        page.line(&format!("{name}_bucket{{le=\"{bound}\"}}"), *count as f64);
    }
    page.line(&format!("{name}_sum"), sum);
    page.line(&format!("{name}_count"), counts.last().copied().unwrap_or_default() as f64);
    let in_work = state.queue - state.admission.available_permits();
    page.one("dixit_requests_in_work", "gauge", "Requests being read or answered.", in_work as f64);
    page.one("dixit_requests_in_work_limit", "gauge", "Above it requests get 429.", state.queue as f64);
}

struct Page(String);

impl Page {
    fn head(&mut self, name: &str, kind: &str, help: &str) {
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    fn line(&mut self, what: &str, value: f64) {
        let _ = writeln!(self.0, "{what} {value}");
    }

    fn one(&mut self, name: &str, kind: &str, help: &str, value: f64) {
        self.head(name, kind, help);
        self.line(name, value);
    }
}

fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
