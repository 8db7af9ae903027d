#if canImport(Testing)
  public import Testing

  /// Skips tests where labs cannot run, with the reason.
  public struct LabTrait: TestTrait, SuiteTrait {
    public var isRecursive: Bool { true }

    public func prepare(for test: Test) async throws {
      guard !Machine.labsAreRequired, let obstacle = await Machine.obstacle else { return }
      // Testing's own way to skip, with a reason that is known only now.
      try await ConditionTrait.disabled("labs cannot run here: \(obstacle)").prepare(for: test)
    }
  }

  extension Trait where Self == LabTrait {
    /// Skips a test, or all of a suite's, where this machine cannot run labs, and says why.
    ///
    /// ```swift
    /// @Test(.requiresLabs) func serverDies() async throws { … }
    /// ```
    ///
    /// With HALFOPEN_REQUIRE_LIVE=1 such a test runs, and fails: in CI a skip is not to pass unseen.
    public static var requiresLabs: LabTrait { LabTrait() }
  }
#endif
