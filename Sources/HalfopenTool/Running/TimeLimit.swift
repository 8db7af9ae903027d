import ArgumentParser
import LabModel

/// A time on the command line: `90s`, `2h12m`.
struct TimeLimit: ExpressibleByArgument {
  let time: Duration

  init(time: Duration) { self.time = time }

  init?(argument: String) {
    guard let time = Duration(labText: argument), time > .zero else { return nil }
    self.time = time
  }

  var defaultValueDescription: String { time.labText }
}
