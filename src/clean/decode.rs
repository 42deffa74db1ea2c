//! From scores to the likeliest sequence of article and other blocks
//! (Viterbi 1967): a block's own score is weighed against the cost of
//! changing sides, so that one weak block does not tear an article apart and
//! one strong sentence in a footer does not become one.
//!
//! Invariants: the result has one label a block; ties fall to junk; cost is
//! linear.

/// Cost of beginning or resuming the article, in log-odds.
const ENTER: f32 = 0.9;

/// Cost of leaving the article.
const LEAVE: f32 = 0.9;

/// A single score counts at most so much, so that a neighbourhood can outvote it.
const MOST: f32 = 5.0;

/// Whether each block is text of the article.
pub(super) fn labels(scores: &[f32]) -> Vec<bool> {
    // Best sums of the paths that end outside and inside the article, and
    // for each block whether those paths came from inside.
    let (mut outside, mut inside) = (0.0_f32, -ENTER);
    let mut origins = Vec::with_capacity(scores.len());
    for score in scores {
        let score = score.clamp(-MOST, MOST) / 2.0;
        let to_outside = inside - LEAVE > outside;
        let to_inside = inside >= outside - ENTER;
        let next_outside = if to_outside { inside - LEAVE } else { outside } - score;
        let next_inside = if to_inside { inside } else { outside - ENTER } + score;
        origins.push((to_outside, to_inside));
        (outside, inside) = (next_outside, next_inside);
    }
    let mut label = inside - LEAVE / 2.0 > outside;
    let mut labels = vec![false; scores.len()];
    for (at, (to_outside, to_inside)) in origins.into_iter().enumerate().rev() {
        if let Some(slot) = labels.get_mut(at) {
            *slot = label;
        }
        label = if label { to_inside } else { to_outside };
    }
    labels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(scores: &[f32], expected: &str) {
        let found: String = labels(scores).into_iter().map(|label| if label { 'a' } else { '-' }).collect();
        assert_eq!(found, expected, "{scores:?}");
    }

    #[test]
    fn neighbourhoods_decide() {
        check(&[], "");
        check(&[-3.0, 3.0, 3.0, -3.0], "-aa-");
        check(&[3.0, -0.5, 3.0], "aaa");
        check(&[3.0, -5.0, 3.0], "a-a");
        check(&[-3.0, 0.7, -3.0], "---");
        check(&[4.0], "a");
        check(&[0.0, 0.0], "--");
    }
}
