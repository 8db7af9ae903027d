// swift-tools-version: 6.2
import PackageDescription

// The order of the targets is the architecture: a module imports only what stands above it.
// RepositoryTests checks the arrows against the `import` lines of every file.

/// What every target of ours is compiled with.
let common: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// Pure modules: no unsafe code, which the compiler checks.
let pure: [SwiftSetting] = common + [.strictMemorySafety()]

let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "halfopen",
  products: [
    .executable(name: "halfopen", targets: ["HalfopenTool"]),
    .executable(name: "halfopen-peer", targets: ["halfopen-peer"]),
    .library(name: "HalfOpen", targets: ["HalfOpen"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
  ],
  targets: [
    .systemLibrary(name: "CPcap", pkgConfig: "libpcap", providers: [.apt(["libpcap-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "CLinuxShims", cSettings: [.define("_GNU_SOURCE")]),
    .target(name: "WireFormat", swiftSettings: pure),
    .target(name: "CaptureFormat", dependencies: ["WireFormat"], swiftSettings: pure),
    .target(name: "LabModel", dependencies: ["WireFormat"], swiftSettings: pure),
    .target(name: "LinuxHost", dependencies: ["CLinuxShims"], swiftSettings: common),
    .target(name: "TCPAnalysis", dependencies: ["WireFormat"], swiftSettings: pure),
    .target(name: "TCPTimers", swiftSettings: pure),
    .target(name: "LabFile", dependencies: ["LabModel", "WireFormat", yams], swiftSettings: pure),
    .target(
      name: "PacketCapture", dependencies: ["CPcap", "CZlib", "CaptureFormat", "LinuxHost"],
      swiftSettings: common),
    .target(
      name: "PeerRuntime", dependencies: ["CLinuxShims", "LabModel", "LinuxHost", "WireFormat"],
      swiftSettings: common),
    .target(name: "Evidence", dependencies: ["LabModel", "WireFormat"], swiftSettings: pure),
    .target(name: "Faults", dependencies: ["LabModel", "LinuxHost", "WireFormat"], swiftSettings: common),
    .target(
      name: "Expectations", dependencies: ["Evidence", "LabModel", "WireFormat"], swiftSettings: pure),
    .target(
      name: "Reports", dependencies: ["Evidence", "WireFormat", "TCPAnalysis"], swiftSettings: pure),
    .target(
      name: "LabRunner",
      dependencies: [
        "CaptureFormat", "Evidence", "Faults", "LabFile", "LabModel", "LinuxHost", "PacketCapture",
        "PeerRuntime", "TCPAnalysis", "WireFormat",
      ],
      swiftSettings: common),
    .target(
      name: "HalfOpen",
      dependencies: [
        "Evidence", "Expectations", "LabFile", "LabModel", "LinuxHost", "Reports", "WireFormat",
      ],
      swiftSettings: common),
    .executableTarget(
      name: "HalfopenTool",
      dependencies: [
        "CaptureFormat", "Evidence", "Expectations", "Faults", "LabFile", "LabModel", "LabRunner",
        "LinuxHost", "PacketCapture", "PeerRuntime", "Reports", "TCPAnalysis", "TCPTimers", "WireFormat",
        argumentParser,
      ],
      swiftSettings: common),
    .executableTarget(
      name: "halfopen-peer", dependencies: ["LinuxHost", "PeerRuntime"], swiftSettings: common),
    .target(
      name: "TestSupport", dependencies: ["HalfopenTool", "halfopen-peer"], path: "Tests/TestSupport",
      swiftSettings: common),
    .testTarget(name: "WireFormatTests", dependencies: ["WireFormat"], swiftSettings: common),
    .testTarget(
      name: "CaptureFormatTests", dependencies: ["CaptureFormat", "WireFormat"], swiftSettings: common),
    .testTarget(
      name: "PacketCaptureTests",
      dependencies: ["CZlib", "CaptureFormat", "PacketCapture", "TestSupport", "WireFormat"],
      swiftSettings: common),
    .testTarget(
      name: "FaultsTests", dependencies: ["Faults", "LabModel", "LinuxHost", "WireFormat"],
      swiftSettings: common),
    .testTarget(name: "LabModelTests", dependencies: ["LabModel", "WireFormat"], swiftSettings: common),
    .testTarget(
      name: "TCPAnalysisTests", dependencies: ["CaptureFormat", "TCPAnalysis", "TestSupport", "WireFormat"],
      swiftSettings: common),
    .testTarget(name: "TCPTimersTests", dependencies: ["TCPTimers"], swiftSettings: common),
    .testTarget(
      name: "LabFileTests",
      dependencies: ["Expectations", "LabFile", "LabModel", "TestSupport", "WireFormat"],
      exclude: ["Invalid"], swiftSettings: common),
    .testTarget(
      name: "ExpectationsTests",
      dependencies: ["Evidence", "Expectations", "LabFile", "LabModel", "WireFormat"],
      swiftSettings: common),
    .testTarget(
      name: "ReportsTests",
      dependencies: ["Evidence", "Reports", "TCPAnalysis", "TestSupport", "WireFormat"],
      exclude: ["Goldens"], swiftSettings: common),
    .testTarget(
      name: "LabRunnerTests",
      dependencies: [
        "Evidence", "Faults", "LabFile", "LabModel", "LabRunner", "LinuxHost", "PacketCapture",
        "TCPAnalysis", "WireFormat",
      ],
      swiftSettings: common),
    .testTarget(
      name: "LiveTests", dependencies: ["Evidence", "TCPTimers", "TestSupport", "WireFormat"],
      swiftSettings: common),
    .testTarget(name: "HalfOpenTests", dependencies: ["HalfOpen", "TestSupport"], swiftSettings: common),
    .testTarget(
      name: "CommandTests", dependencies: ["CaptureFormat", "TestSupport", "WireFormat"],
      exclude: ["Schemas"],
      swiftSettings: common),
    .testTarget(name: "RepositoryTests", dependencies: [], swiftSettings: common),
  ],
  swiftLanguageModes: [.v6]
)
