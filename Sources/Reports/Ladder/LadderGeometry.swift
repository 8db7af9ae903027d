/// Where the columns of a ladder stand on a line of so many cells.
///
/// From left to right: the time, the notes of the first host, the lifelines, the notes of the last host.
/// Packets stand between the lifelines. With many hosts on a narrow line there is no room beside the
/// lifelines; then every note runs inwards, over the lifelines of others.
package struct LadderGeometry: Sendable, Hashable {
  package var width: Int
  /// The cell after the time and its two spaces.
  package var margin: Int
  /// One cell per column, ascending.
  package var lifelines: [Int]
  /// Cells for notes left of the first lifeline; 0 where they run inwards.
  package var leftNotes: Int
  package var rightNotes: Int

  /// The least cells between two lifelines, which fixes how many columns fit.
  package static let leastGap = 9
  /// An arrow longer than this is harder to follow, not easier to read.
  package static let greatestGap = 72
  /// Between two lifelines: room for `retransmission (timeout)`. Notes give way to it.
  private static let comfortableGap = 26
  /// Below this, with several hosts, notes run inwards instead of standing beside.
  private static let crowdedGap = 20
  private static let leastNotes = 16

  /// How many columns fit into a width.
  package static func columnLimit(width: Int, timeWidth: Int) -> Int {
    max(2, (width - timeWidth - 4) / leastGap + 1)
  }

  /// - Parameters:
  ///   - leftWish: The cells that the widest note of the first column takes.
  ///   - rightWish: The same for the last column.
  package init(width: Int, timeWidth: Int, columns: Int, leftWish: Int, rightWish: Int) {
    self.width = width
    margin = timeWidth + 2
    let available = max(0, width - margin)
    guard columns > 1 else {
      lifelines = columns == 1 ? [margin + min(available / 2, leftWish + 2)] : []
      leftNotes = columns == 1 ? min(available / 2, leftWish + 2) : 0
      rightNotes = max(0, available - leftNotes - 1)
      return
    }
    let gaps = columns - 1
    let cap = available * (columns == 2 ? 40 : 18) / 100
    var left = leftWish == 0 ? 2 : min(leftWish + 2, cap)
    var right = rightWish == 0 ? 2 : min(rightWish + 2, cap)
    var gap = (available - columns - left - right) / gaps
    while columns == 2, gap < Self.comfortableGap, max(left, right) > Self.leastNotes {
      if left > right { left -= 1 } else { right -= 1 }
      gap += 1
    }
    if columns > 2, gap < Self.crowdedGap {
      left = 0
      right = 0
      // Two cells at the end, so that the last name does not stand far from its lifeline.
      gap = (available - columns - 2) / gaps
    }
    gap = max(2, min(gap, Self.greatestGap))
    leftNotes = left
    rightNotes = left == 0 ? 0 : max(right, available - left - columns - gap * gaps)
    lifelines = (0..<columns).map { [margin] in margin + left + $0 * (gap + 1) }
  }
}
