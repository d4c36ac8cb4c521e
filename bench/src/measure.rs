//! Times of works that are taken in turn, so that a slow moment of the machine meets all. They are
//! times of this thread on the processor: what other programs do does not count.

use std::time::Duration;

use nix::time::{ClockId, clock_gettime};

/// So many samples, after one that does not count.
pub const SAMPLES: usize = 101;

/// A sample goes on for about so long, in seconds.
const SAMPLE: f64 = 0.004;

/// Sorted times of one work, in nanoseconds.
pub struct Times(Vec<f64>);

impl Times {
    pub fn median(&self) -> f64 {
        self.at(self.0.len() / 2)
    }

    fn at(&self, index: usize) -> f64 {
        self.0.get(index).copied().unwrap_or(f64::NAN)
    }

    /// Median, and the middle nine tenths.
    pub fn shown(&self) -> String {
        let (low, high) = (self.0.len() / 20, self.0.len() * 19 / 20);
        format!(
            "{:.0} [{:.0}, {:.0}] ns",
            self.median(),
            self.at(low),
            self.at(high)
        )
    }
}

/// Measures each work; `each` says for each how many pieces of work one run of it is.
pub fn in_turn<const N: usize>(works: [(&mut dyn FnMut(), f64); N]) -> [Times; N] {
    let mut samples: [Vec<f64>; N] = std::array::from_fn(|_| Vec::with_capacity(SAMPLES));
    let mut works = works.map(|(work, pieces)| {
        let rounds = rounds(work);
        (work, pieces, rounds)
    });
    for _ in 0..SAMPLES {
        for ((work, pieces, rounds), samples) in works.iter_mut().zip(&mut samples) {
            let begun = on_processor();
            (0..*rounds).for_each(|_| work());
            let runs = f64::from(*rounds) * *pieces;
            samples.push((on_processor() - begun) * 1e9 / runs);
        }
    }
    samples.map(|mut samples| {
        samples.sort_by(f64::total_cmp);
        Times(samples)
    })
}

fn rounds(work: &mut dyn FnMut()) -> u32 {
    work();
    let begun = on_processor();
    let mut rounds = 0;
    while on_processor() - begun < SAMPLE {
        work();
        rounds += 1;
    }
    rounds.max(1)
}

/// Seconds that this thread had a processor.
fn on_processor() -> f64 {
    let time = clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID);
    time.map_or(f64::NAN, |time| Duration::from(time).as_secs_f64())
}
