//! The counts of requests and connections of this instance since it started, in the text format of Prometheus.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI64, AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

/// The upper bounds of the histogram, in seconds.
const BOUNDS: [f64; 11] = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// The counts of requests and connections.
#[derive(Debug, Default)]
pub struct Metrics {
    areas: Mutex<BTreeMap<String, Responses>>,
    open: AtomicI64,
    refused: AtomicU64,
    closed: Mutex<BTreeMap<&'static str, u64>>,
    jobs: Mutex<BTreeMap<(&'static str, &'static str), u64>>,
}

/// The responses to requests for one area.
#[derive(Debug, Default)]
struct Responses {
    by_status: BTreeMap<u16, u64>,
    /// For each bound, how many took up to that time, and longer than the bound before.
    times: [u64; BOUNDS.len()],
    count: u64,
    seconds: f64,
}

impl Metrics {
    /// Counts a response.
    pub(super) fn count_response(&self, area: &str, status: u16, time: Duration) {
        let mut areas = self.areas.lock().unwrap_or_else(PoisonError::into_inner);
        if !areas.contains_key(area) {
            areas.insert(area.to_owned(), Responses::default());
        }
        let Some(responses) = areas.get_mut(area) else { return };
        *responses.by_status.entry(status).or_default() += 1;
        if let Some(at) = BOUNDS.iter().position(|bound| time.as_secs_f64() <= *bound) {
            responses.times[at] += 1;
        }
        responses.count += 1;
        responses.seconds += time.as_secs_f64();
    }

    /// Counts a connection that was refused because of the limits.
    pub(super) fn connection_refused(&self) {
        self.refused.fetch_add(1, Relaxed);
    }

    /// Counts a connection that the server closed, by the reason.
    pub(super) fn connection_closed(&self, reason: &'static str) {
        *self.closed.lock().unwrap_or_else(PoisonError::into_inner).entry(reason).or_default() += 1;
    }

    /// Counts a background job that was run, by its kind.
    pub(crate) fn count_job(&self, kind: &'static str, succeeded: bool) {
        let outcome = if succeeded { "done" } else { "failed" };
        *self.jobs.lock().unwrap_or_else(PoisonError::into_inner).entry((kind, outcome)).or_default() += 1;
    }

    /// Writes all counts.
    pub fn write(&self, text: &mut String) {
        self.write_requests(text);
        metric(text, "assay_connections_open", "gauge", "Open connections.", self.open.load(Relaxed));
        metric(
            text,
            "assay_connections_refused_total",
            "counter",
            "Connections refused because of the limits.",
            self.refused.load(Relaxed),
        );
        head(text, "assay_connections_closed_total", "counter", "Connections closed by the server, by reason.");
        for (reason, count) in &*self.closed.lock().unwrap_or_else(PoisonError::into_inner) {
            line(text, format_args!("assay_connections_closed_total{{reason=\"{reason}\"}} {count}"));
        }
        head(text, "assay_jobs_total", "counter", "Background jobs that were run, by kind and outcome.");
        for ((kind, outcome), count) in &*self.jobs.lock().unwrap_or_else(PoisonError::into_inner) {
            line(text, format_args!("assay_jobs_total{{kind=\"{kind}\",outcome=\"{outcome}\"}} {count}"));
        }
    }

    fn write_requests(&self, text: &mut String) {
        let areas = self.areas.lock().unwrap_or_else(PoisonError::into_inner);
        head(text, "assay_requests_total", "counter", "Requests, by the first part of the address and the status.");
        for (area, responses) in &*areas {
            for (status, count) in &responses.by_status {
                line(text, format_args!("assay_requests_total{{area=\"{area}\",status=\"{status}\"}} {count}"));
            }
        }
        head(text, "assay_request_seconds", "histogram", "The time until the head of the response.");
        for (area, responses) in &*areas {
            let mut sum = 0;
            for (bound, count) in BOUNDS.iter().zip(responses.times) {
                sum += count;
                line(text, format_args!("assay_request_seconds_bucket{{area=\"{area}\",le=\"{bound}\"}} {sum}"));
            }
            let Responses { count, seconds, .. } = responses;
            line(text, format_args!("assay_request_seconds_bucket{{area=\"{area}\",le=\"+Inf\"}} {count}"));
            line(text, format_args!("assay_request_seconds_sum{{area=\"{area}\"}} {seconds}"));
            line(text, format_args!("assay_request_seconds_count{{area=\"{area}\"}} {count}"));
        }
    }
}

/// Counts a connection while it is open.
#[derive(Debug)]
pub(super) struct ConnectionGauge(Arc<Metrics>);

impl ConnectionGauge {
    pub(super) fn new(metrics: &Arc<Metrics>) -> Self {
        metrics.open.fetch_add(1, Relaxed);
        Self(metrics.clone())
    }
}

impl Drop for ConnectionGauge {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Relaxed);
    }
}

/// Writes the two lines before a metric: its help and its type.
pub fn head(text: &mut String, name: &str, kind: &str, help: &str) {
    line(text, format_args!("# HELP {name} {help}\n# TYPE {name} {kind}"));
}

/// Writes a metric that has one value.
pub fn metric(text: &mut String, name: &str, kind: &str, help: &str, value: impl std::fmt::Display) {
    head(text, name, kind, help);
    line(text, format_args!("{name} {value}"));
}

/// Writes a line.
pub fn line(text: &mut String, line: std::fmt::Arguments<'_>) {
    writeln!(text, "{line}").expect("a String can be written to");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_histogram_counts_responses_up_to_each_bound() {
        let metrics = Metrics::default();
        for milliseconds in [1, 30, 30, 20_000] {
            metrics.count_response("plans", 200, Duration::from_millis(milliseconds));
        }
        let mut text = String::new();
        metrics.write(&mut text);
        for expected in [
            "assay_requests_total{area=\"plans\",status=\"200\"} 4",
            "assay_request_seconds_bucket{area=\"plans\",le=\"0.001\"} 1",
            "assay_request_seconds_bucket{area=\"plans\",le=\"0.05\"} 3",
            "assay_request_seconds_bucket{area=\"plans\",le=\"10\"} 3",
            "assay_request_seconds_bucket{area=\"plans\",le=\"+Inf\"} 4",
            "assay_request_seconds_count{area=\"plans\"} 4",
        ] {
            assert!(text.lines().any(|line| line == expected), "{expected}\n{text}");
        }
    }
}
