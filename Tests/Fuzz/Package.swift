// swift-tools-version: 6.2
import PackageDescription

// A package of its own: libFuzzer needs unsafe flags, which no package that others depend on may carry, and
// the tests of the main package must not wait for it. WireFormat, CaptureFormat and TCPAnalysis are links to the
// sources of the main package, built here with the fuzzer's instrumentation. Run it with `scripts/fuzz`.

let instrumented: [SwiftSetting] = [
  .unsafeFlags(["-sanitize=fuzzer", "-parse-as-library"]),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// gold, the default, fails on the debug information of instrumented code.
let linked: [LinkerSetting] = [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]

let package = Package(
  name: "halfopen-fuzz",
  targets: [
    .target(name: "WireFormat", swiftSettings: instrumented),
    .target(name: "CaptureFormat", dependencies: ["WireFormat"], swiftSettings: instrumented),
    .target(name: "TCPAnalysis", dependencies: ["WireFormat"], swiftSettings: instrumented),
    .target(name: "FuzzSupport", swiftSettings: instrumented),
    .executableTarget(
      name: "FuzzFrames", dependencies: ["FuzzSupport", "WireFormat"], swiftSettings: instrumented,
      linkerSettings: linked),
    .executableTarget(
      name: "FuzzCaptures", dependencies: ["CaptureFormat", "FuzzSupport", "WireFormat"],
      swiftSettings: instrumented, linkerSettings: linked),
    .executableTarget(
      name: "FuzzAnalysis", dependencies: ["FuzzSupport", "TCPAnalysis", "WireFormat"],
      swiftSettings: instrumented, linkerSettings: linked),
  ],
  swiftLanguageModes: [.v6]
)
