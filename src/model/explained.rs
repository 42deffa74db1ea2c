//! Why a block was judged as it was. `Explained` is part of the JSON of
//! `newsidx inspect --why`.

use serde::Serialize;

/// How one block was judged.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explained {
    /// The score of the block alone: log-odds that it is text of the article.
    pub first: f32,
    /// The score in its context, which decides.
    pub score: f32,
    /// Its features and what each adds to `score`, largest first.
    pub features: Vec<Contribution>,
    /// Which step of the judgement had the last word.
    pub decided_by: Step,
    /// That in one sentence.
    pub because: String,
}

/// A feature of a block, and what it adds to the score.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Contribution {
    /// The feature's name, as in the model's table.
    pub name: &'static str,
    /// Its value on this block.
    pub value: f32,
    /// What it adds to the score, in log-odds.
    pub contribution: f32,
    /// What the feature means, in words.
    pub meaning: &'static str,
}

/// Steps of the judgement, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The block's score, with the blocks around it agreeing.
    Score,
    /// Phrases or the form of the block, whatever its score.
    Phrases,
    /// The likeliest sequence of article and other blocks, against its own score.
    Sequence,
    /// Boxes that headings open, lists, repetitions and lines about the author.
    Boxes,
    /// Its place: headline, standfirst, byline, date or outlet.
    Front,
}

impl Step {
    /// The word for it in JSON and on the screen.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Score => "score",
            Self::Phrases => "phrases",
            Self::Sequence => "sequence",
            Self::Boxes => "boxes",
            Self::Front => "front",
        }
    }
}
