extension LadderLayout {
  /// Where the texts of a column's notes stand.
  private struct NotePlace {
    /// The first cell, or the cell after the last one when `isLeft`.
    var x: Int
    var room: Int
    var isLeft: Bool
    /// Beside all lifelines, where it cannot cover one.
    var isOuter: Bool
  }

  private static let mostTextLines = 4
  private static let mostDetailLines = 3

  /// Adds a note; returns whether it stands on the lines of the one before.
  mutating func add(_ note: Ladder.Note, atNs: Int64) -> Bool {
    guard let column = place(note.column) else { return false }
    let text = glyphs.clean(note.text)
    let detail = glyphs.clean(note.detail)
    // A banner has a space at each side, so that its colour frames it.
    let padding = note.isFault ? 2 : 0
    let place = notePlace(column, for: DisplayWidth.of(text) + padding)
    let room = max(1, place.room - padding)
    var pieces = TextFit.wrapped(text, to: room, maxLines: Self.mostTextLines, ellipsis: glyphs.ellipsis)
      .map { (text: note.isFault ? " \($0) " : $0, tone: note.tone) }
    if !detail.isEmpty {
      pieces += TextFit.wrapped(detail, to: room, maxLines: Self.mostDetailLines, ellipsis: glyphs.ellipsis)
        .map { (text: note.isFault ? " \($0) " : $0, tone: Tone.dim) }
    }
    let joined =
      place.isOuter ? openNote.flatMap { $0.atNs == atNs && $0.column != column ? $0.line : nil } : nil
    let start = joined ?? lines.count
    for (offset, piece) in pieces.enumerated() {
      if start + offset == lines.count { lines.append(emptyLine()) }
      let index = start + offset
      lines[index].strands[column] =
        offset == 0 ? (note.isFault ? .fault : place.isLeft ? .teeLeft : .teeRight) : .line(lifelines[column])
      put(piece.text, tone: piece.tone, at: place, line: index)
      if offset == 0, let becomes = note.becomes { lifelines[column] = becomes }
    }
    openNote = joined == nil && place.isOuter ? OpenNote(line: start, column: column, atNs: atNs) : nil
    return joined != nil
  }

  private mutating func put(_ text: String, tone: Tone, at place: NotePlace, line: Int) {
    let width = DisplayWidth.of(text)
    let x = place.isLeft ? place.x - width : place.x
    lines[line].texts.append(LadderLine.Text(x: x, text: text, tone: tone))
  }

  /// Beside the outer lifelines where there is room, else inwards, to the side where the text fits.
  private func notePlace(_ column: Int, for width: Int) -> NotePlace {
    let x = geometry.lifelines[column]
    let count = geometry.lifelines.count
    if column == 0, count > 1, geometry.leftNotes > 2 {
      return NotePlace(x: x - 1, room: geometry.leftNotes - 1, isLeft: true, isOuter: true)
    }
    let right = NotePlace(
      x: x + 2, room: geometry.width - x - 2, isLeft: false,
      isOuter: column == count - 1 && geometry.rightNotes > 2)
    let left = NotePlace(x: x - 1, room: x - 1 - geometry.margin, isLeft: true, isOuter: false)
    if right.isOuter || width <= right.room { return right }
    return width <= left.room || left.room > right.room ? left : right
  }
}
