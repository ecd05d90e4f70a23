//! What the terminal can do: colours and width. Asks `anstream` (NO_COLOR, CLICOLOR, TERM) and `terminal_size`;
//! never asks for anything that would change the words that are written.

use crate::cli::Colour;
use crate::paint::Paint;
use std::io::IsTerminal;

/// The colours for a stream.
pub fn paint(colour: Colour, stream: &(impl anstream::stream::RawStream + IsTerminal)) -> Paint {
    let colours = match colour {
        Colour::Always => true,
        Colour::Never => false,
        // CLICOLOR_FORCE would colour pipes, too: here only --color always does, so that files stay plain.
        Colour::Auto => {
            IsTerminal::is_terminal(stream) && anstream::AutoStream::choice(stream) != anstream::ColorChoice::Never
        }
    };
    Paint { colours }
}

/// Columns of standard output, where it is a terminal.
pub fn width() -> Option<usize> {
    // The crate looks at the other streams, too, and a page in a file must not be as wide as the terminal happens to be.
    let terminal = std::io::stdout().is_terminal();
    terminal.then(terminal_size::terminal_size).flatten().map(|(width, _)| usize::from(width.0).clamp(40, 1000))
}
