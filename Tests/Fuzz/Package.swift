// swift-tools-version: 6.2
import PackageDescription

// A package of its own: libFuzzer needs unsafe flags, which no package that others depend on may carry, and
// the tests of the main package must not wait for it. All modules but the targets and their support are links to
// the sources of the main package, built here with the fuzzer's instrumentation. Run it with `scripts/fuzz`.

let instrumented: [SwiftSetting] = [
  .unsafeFlags(["-sanitize=fuzzer", "-parse-as-library"]),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// What takes in a peer's events is internal to its module.
let testable: [SwiftSetting] = instrumented + [.unsafeFlags(["-enable-testing"])]

/// gold, the default, fails on the debug information of instrumented code.
let linked: [LinkerSetting] = [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]

/// What reads a lab with all of its words.
let labModules: [Target.Dependency] = ["Expectations", "LabFile", "LabModel", "LabRunner"]

let package = Package(
  name: "halfopen-fuzz",
  dependencies: [.package(url: "https://github.com/jpsim/Yams", from: "6.2.0")],
  targets: [
    .systemLibrary(name: "CPcap", pkgConfig: "libpcap"),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib"),
    .target(name: "CLinuxShims", cSettings: [.define("_GNU_SOURCE")]),
    .target(name: "WireFormat", swiftSettings: instrumented),
    .target(name: "CaptureFormat", dependencies: ["WireFormat"], swiftSettings: instrumented),
    .target(name: "LabModel", dependencies: ["WireFormat"], swiftSettings: instrumented),
    .target(name: "LinuxHost", dependencies: ["CLinuxShims"], swiftSettings: instrumented),
    .target(name: "TCPAnalysis", dependencies: ["WireFormat"], swiftSettings: instrumented),
    .target(
      name: "LabFile", dependencies: ["LabModel", "WireFormat", .product(name: "Yams", package: "Yams")],
      swiftSettings: instrumented),
    .target(
      name: "PacketCapture", dependencies: ["CPcap", "CZlib", "CaptureFormat", "LinuxHost", "WireFormat"],
      swiftSettings: instrumented),
    .target(
      name: "PeerRuntime", dependencies: ["CLinuxShims", "LabModel", "LinuxHost"],
      swiftSettings: instrumented),
    .target(
      name: "Evidence", dependencies: ["LabModel", "WireFormat", "TCPAnalysis"], swiftSettings: instrumented),
    .target(
      name: "Faults", dependencies: ["LabModel", "LinuxHost", "WireFormat"], swiftSettings: instrumented),
    .target(
      name: "Expectations", dependencies: ["Evidence", "LabModel", "WireFormat", "TCPAnalysis"],
      swiftSettings: instrumented),
    .target(
      name: "Reports", dependencies: ["Evidence", "WireFormat", "TCPAnalysis"],
      swiftSettings: instrumented),
    .target(
      name: "LabRunner",
      dependencies: [
        "CaptureFormat", "Evidence", "Faults", "LabFile", "LabModel", "LinuxHost", "PacketCapture",
        "PeerRuntime", "TCPAnalysis", "WireFormat",
      ],
      swiftSettings: testable),
    .target(name: "FuzzSupport", swiftSettings: instrumented),
    .target(name: "FuzzText", dependencies: ["FuzzSupport"], swiftSettings: instrumented),
    .target(
      name: "FuzzJudging",
      dependencies: labModules + ["Evidence", "Faults", "FuzzText", "PeerRuntime", "Reports", "WireFormat"],
      swiftSettings: instrumented),
    .executableTarget(
      name: "FuzzFrames", dependencies: ["FuzzSupport", "WireFormat"], swiftSettings: instrumented,
      linkerSettings: linked),
    .executableTarget(
      name: "FuzzCaptures", dependencies: ["CaptureFormat", "FuzzSupport", "WireFormat"],
      swiftSettings: instrumented, linkerSettings: linked),
    .executableTarget(
      name: "FuzzAnalysis", dependencies: ["FuzzSupport", "TCPAnalysis", "WireFormat"],
      swiftSettings: instrumented, linkerSettings: linked),
    .executableTarget(
      name: "FuzzNotation", dependencies: ["FuzzSupport", "FuzzText", "WireFormat"],
      swiftSettings: instrumented, linkerSettings: linked),
    .executableTarget(
      name: "FuzzLabs", dependencies: labModules + ["FuzzJudging", "FuzzSupport", "FuzzText"],
      swiftSettings: instrumented, linkerSettings: linked),
    .executableTarget(
      name: "FuzzRecords",
      dependencies: ["Evidence", "FuzzJudging", "FuzzSupport", "FuzzText", "LabModel", "WireFormat"],
      swiftSettings: instrumented, linkerSettings: linked),
    .executableTarget(
      name: "FuzzMessages",
      dependencies: [
        "Evidence", "FuzzJudging", "FuzzSupport", "FuzzText", "LabModel", "LabRunner", "WireFormat",
      ],
      swiftSettings: instrumented, linkerSettings: linked),
  ],
  swiftLanguageModes: [.v6]
)
