//! The two graphs of the model as one small trait, so that tests can put a fake in their place.
//!
//! Run by `rten` (pure Rust, no C++ runtime, the same bits on every run; figures in docs/training.md). One window at a
//! time: a window of 384 pieces fills the processor as well as a batch would, and nothing is padded.

use rten::{Model, ModelOptions, NodeId, RunOptions, ThreadPool, Value, ValueOrView};
use rten_tensor::{NdTensorView, Tensor};
use std::sync::Arc;

/// Width of a word's state.
pub const HIDDEN: usize = 384;

/// What the encoder and the heads say of one window of W words. Raw scores: before softmax and sigmoid.
#[derive(Clone, Debug, Default)]
pub struct WindowScores {
    /// Word states, `[W, 384]`.
    pub words: Vec<f32>,
    /// Trigger tags, `[W, tags]`.
    pub tags: Vec<f32>,
    /// Candidate spans, `[groups, W (first word), W (last word)]`.
    pub spans: Vec<f32>,
}

/// What the role head is asked: K triggers against C candidates of one window.
#[derive(Clone, Debug, Default)]
pub struct RoleQuestion {
    /// Number of each word's segment, W.
    pub segment: Vec<i32>,
    /// First word of each trigger, K.
    pub trigger_first: Vec<i32>,
    /// Last word of each trigger, K.
    pub trigger_last: Vec<i32>,
    /// Type of each trigger, K.
    pub kinds: Vec<i32>,
    /// First word of each candidate, C.
    pub first: Vec<i32>,
    /// Last word of each candidate, C.
    pub last: Vec<i32>,
    /// Probabilities of party, place and time, and 1 for a quantity, `[C, 4]`.
    pub groups: Vec<f32>,
    /// Distance buckets, `[K, C]`.
    pub distances: Vec<i32>,
}

/// The role head's raw scores.
#[derive(Clone, Debug, Default)]
pub struct RoleScores {
    /// `[K, C, roles]`
    pub roles: Vec<f32>,
    /// `[K, statuses]`
    pub status: Vec<f32>,
    /// `[K, verification states]`
    pub verification: Vec<f32>,
    /// `[K, count slots, implied counts]`
    pub implied: Vec<f32>,
}

/// The network: the real one, or a fake in tests. Errors are those of a broken model file.
pub trait Network: Send + Sync {
    /// Scores one window: `ids` and `shapes` `[T]`, `first` and `last` `[W]`.
    fn window(&self, ids: &[i32], shapes: &[i32], first: &[i32], last: &[i32]) -> Result<WindowScores, String>;
    /// Runs the encoder alone over one window and gives back its word states: for measuring what the rest costs.
    fn encoder(&self, ids: &[i32], shapes: &[i32], first: &[i32], last: &[i32]) -> Result<Vec<f32>, String>;
    /// Scores triggers against candidates; `words` as [`WindowScores::words`] gave them.
    fn roles(&self, words: &[f32], question: &RoleQuestion) -> Result<RoleScores, String>;
}

/// The trained network.
pub struct Graphs {
    window: Graph,
    roles: Graph,
}

struct Graph {
    model: Model,
    inputs: Vec<NodeId>,
    outputs: Vec<NodeId>,
}

impl Graph {
    fn load(name: &str, onnx: Vec<u8>, inputs: &[&str], outputs: &[&str]) -> Result<Graph, String> {
        let model = ModelOptions::with_all_ops()
            .prepack_weights(true)
            .load(onnx)
            .map_err(|e| format!("its graph {name} does not load ({e})"))?;
        let nodes = |names: &[&str]| {
            names
                .iter()
                .map(|node| model.node_id(node).map_err(|_| format!("its graph {name} has no {node}")))
                .collect::<Result<Vec<_>, _>>()
        };
        Ok(Graph { inputs: nodes(inputs)?, outputs: nodes(outputs)?, model })
    }

    /// Runs what is needed for the first `wanted` outputs.
    fn run(&self, inputs: Vec<ValueOrView>, wanted: usize) -> Result<Vec<Vec<f32>>, String> {
        let named = self.inputs.iter().copied().zip(inputs).collect();
        let options = ONE_THREAD.with(|pool| RunOptions::default().with_thread_pool(Some(pool.clone())));
        let values = self.model.run(named, &self.outputs[..wanted], Some(options)).map_err(|e| e.to_string())?;
        values.into_iter().map(flat).collect()
    }
}

fn flat(value: Value) -> Result<Vec<f32>, String> {
    let tensor: Tensor<f32> = value.try_into().map_err(|_| "a graph's output is not of 32-bit floats".to_owned())?;
    Ok(tensor.into_data())
}

thread_local! {
    /// Reports are read side by side, so that one window needs no more than its own thread.
    static ONE_THREAD: Arc<ThreadPool> = Arc::new(ThreadPool::with_num_threads(1));
}

impl Graphs {
    /// From the two ONNX files of a model. The message says which one is wrong.
    pub fn load(window: Vec<u8>, roles: Vec<u8>) -> Result<Graphs, String> {
        Ok(Graphs {
            window: Graph::load(
                "window.onnx",
                window,
                &["ids", "shapes", "first", "last"],
                &["words", "tags", "spans"],
            )?,
            roles: Graph::load(
                "roles.onnx",
                roles,
                &[
                    "words",
                    "segment",
                    "trigger_first",
                    "trigger_last",
                    "kinds",
                    "candidate_first",
                    "candidate_last",
                    "groups",
                    "distances",
                ],
                &["roles", "status", "verification", "implied"],
            )?,
        })
    }
}

fn row(data: &[i32]) -> ValueOrView<'_> {
    NdTensorView::from_data([1, data.len()], data).into()
}

fn list(data: &[i32]) -> ValueOrView<'_> {
    NdTensorView::from_data([data.len()], data).into()
}

impl Network for Graphs {
    fn window(&self, ids: &[i32], shapes: &[i32], first: &[i32], last: &[i32]) -> Result<WindowScores, String> {
        let mut out = self.window.run(vec![row(ids), row(shapes), row(first), row(last)], 3)?.into_iter();
        let mut next = || out.next().unwrap_or_default();
        Ok(WindowScores { words: next(), tags: next(), spans: next() })
    }

    fn encoder(&self, ids: &[i32], shapes: &[i32], first: &[i32], last: &[i32]) -> Result<Vec<f32>, String> {
        let out = self.window.run(vec![row(ids), row(shapes), row(first), row(last)], 1)?;
        Ok(out.into_iter().next().unwrap_or_default())
    }

    fn roles(&self, words: &[f32], q: &RoleQuestion) -> Result<RoleScores, String> {
        let (k, c) = (q.kinds.len(), q.first.len());
        let mut out = self
            .roles
            .run(
                vec![
                    NdTensorView::from_data([1, words.len() / HIDDEN, HIDDEN], words).into(),
                    list(&q.segment),
                    list(&q.trigger_first),
                    list(&q.trigger_last),
                    list(&q.kinds),
                    list(&q.first),
                    list(&q.last),
                    NdTensorView::from_data([c, 4], &q.groups[..]).into(),
                    NdTensorView::from_data([k, c], &q.distances[..]).into(),
                ],
                4,
            )?
            .into_iter();
        let mut next = || out.next().unwrap_or_default();
        Ok(RoleScores { roles: next(), status: next(), verification: next(), implied: next() })
    }
}
