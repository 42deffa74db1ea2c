//! Which leaders have a value: lists that are filled as leaders are found.

/// Lists of leaders by value. Values that only one article has get no list.
pub(super) struct Lists {
    /// Lists of each article, by rank: where they start in `of`.
    starts: Vec<usize>,
    of: Vec<u32>,
    /// Where each list starts in `slots`, and how many leaders are in it.
    spans: Vec<(u32, u32)>,
    slots: Vec<u32>,
}

impl Lists {
    /// Makes empty lists for what is kept of the values of each article, in order of ranks.
    /// Cost: sorts all values; 20 bytes a value meanwhile, and 8 lasting.
    pub(super) fn new<'v>(values: impl Iterator<Item = &'v [u32]>, keep: impl Fn(u32) -> Option<u32>) -> Self {
        let mut all: Vec<u64> = vec![];
        let mut starts = vec![0];
        for (rank, row) in values.enumerate() {
            all.extend(row.iter().filter_map(|value| keep(*value)).map(|value| (u64::from(value) << 32) | rank as u64));
            starts.push(all.len());
        }
        // Rank by rank the lists of an article are counted first, then filled in.
        let mut counts = vec![0u32; starts.len()];
        all.sort_unstable();
        all.dedup();
        let mut lists = vec![];
        let mut slots = 0u32;
        let rank_of = |entry: u64| usize::try_from(entry & u64::from(u32::MAX)).unwrap_or(0);
        let runs = || all.chunk_by(|a, b| a >> 32 == b >> 32).filter(|run| run.len() > 1);
        for run in runs() {
            lists.push((slots, 0));
            slots = slots.saturating_add(u32::try_from(run.len()).unwrap_or(u32::MAX));
            for entry in run {
                if let Some(count) = counts.get_mut(rank_of(*entry)) {
                    *count += 1;
                }
            }
        }
        let mut at = 0;
        for (start, count) in starts.iter_mut().zip(&counts) {
            *start = at;
            at += *count as usize;
        }
        let mut of = vec![0u32; at];
        let mut next = starts.clone();
        for (list, run) in runs().enumerate() {
            for entry in run {
                if let Some(place) = next.get_mut(rank_of(*entry)) {
                    if let Some(slot) = of.get_mut(*place) {
                        *slot = u32::try_from(list).unwrap_or(u32::MAX);
                    }
                    *place += 1;
                }
            }
        }
        drop(all);
        Self { starts, of, spans: lists, slots: vec![0; slots as usize] }
    }

    /// The lists of the article with this rank.
    pub(super) fn of(&self, rank: u32) -> &[u32] {
        let rank = rank as usize;
        let range = self.starts.get(rank).zip(self.starts.get(rank + 1));
        range.and_then(|(start, end)| self.of.get(*start..*end)).unwrap_or_default()
    }

    /// The leaders in a list, in order of ranks.
    pub(super) fn leaders(&self, list: u32) -> &[u32] {
        let found = self.spans.get(list as usize);
        found.and_then(|(start, count)| self.slots.get(*start as usize..(*start + *count) as usize)).unwrap_or_default()
    }

    /// Puts an article into its lists as a leader.
    pub(super) fn lead(&mut self, rank: u32) {
        let (start, end) = match self.starts.get(rank as usize..) {
            Some([start, end, ..]) => (*start, *end),
            _ => return,
        };
        for list in self.of.get(start..end).unwrap_or_default() {
            if let Some((start, count)) = self.spans.get_mut(*list as usize) {
                if let Some(slot) = self.slots.get_mut((*start + *count) as usize) {
                    *slot = rank;
                }
                *count += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaders_are_found_by_what_they_share() {
        let rows: [&[u32]; 4] = [&[1, 2, 3], &[2, 9], &[2, 3, 3], &[7]];
        let mut lists = Lists::new(rows.into_iter(), |value| (value != 9).then_some(value));
        let leaders =
            |lists: &Lists, rank| -> Vec<u32> { lists.of(rank).iter().flat_map(|list| lists.leaders(*list).to_vec()).collect() };
        assert!(leaders(&lists, 2).is_empty());
        lists.lead(0);
        assert_eq!(leaders(&lists, 2), [0, 0]);
        lists.lead(1);
        assert_eq!(leaders(&lists, 2), [0, 1, 0]);
        assert_eq!(leaders(&lists, 1), [0, 1]);
        assert!(lists.of(3).is_empty());
    }
}
