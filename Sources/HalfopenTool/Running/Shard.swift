import ArgumentParser
import LinuxHost

/// `2/5`: every fifth lab, beginning with the second; `auto`: what the CI system says.
struct Shard: ExpressibleByArgument {
  let index: Int
  let count: Int

  init?(argument: String) {
    if argument == "auto" {
      guard let shard = Shard(environment: Environment.value) else { return nil }
      self = shard
      return
    }
    let parts = argument.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let index = Int(parts[0]), let count = Int(parts[1]) else { return nil }
    self.init(index: index, count: count)
  }

  private init?(index: Int, count: Int) {
    guard count >= 1, (1...count).contains(index) else { return nil }
    self.index = index
    self.count = count
  }

  /// Where CI systems say which of how many parallel jobs this is, and what they call the first.
  ///
  /// Sources: GitLab's, CircleCI's and Buildkite's references of predefined variables; Kubernetes' indexed Jobs have
  /// an index and no number of jobs; GitHub's matrix has `strategy.job-index` and `strategy.job-total` as contexts
  /// only, which a workflow hands over in our own two.
  private static let systems = [
    (index: "HALFOPEN_SHARD", count: "HALFOPEN_SHARDS", first: 0),
    (index: "CI_NODE_INDEX", count: "CI_NODE_TOTAL", first: 1),
    (index: "CIRCLE_NODE_INDEX", count: "CIRCLE_NODE_TOTAL", first: 0),
    (index: "BUILDKITE_PARALLEL_JOB", count: "BUILDKITE_PARALLEL_JOB_COUNT", first: 0),
    (index: "JOB_COMPLETION_INDEX", count: "HALFOPEN_SHARDS", first: 0),
  ]

  static var variables: String { systems.map { "\($0.index) and \($0.count)" }.joined(separator: ", ") }

  init?(environment value: (String) -> String?) {
    for system in Self.systems {
      guard let index = value(system.index).flatMap(Int.init),
        let count = value(system.count).flatMap(Int.init)
      else { continue }
      self.init(index: index - system.first + 1, count: count)
      return
    }
    return nil
  }

  func contains(_ offset: Int) -> Bool { offset % count == index - 1 }
}
