// swift-tools-version: 6.2
import PackageDescription

// A package with a program of its own, and labs that test how it behaves when the network does not.
let package = Package(
  name: "greeter",
  dependencies: [
    // In your package: .package(url: "…/halfopen", from: "…")
    .package(name: "halfopen", path: "../..")
  ],
  targets: [
    .executableTarget(name: "greeter"),
    .testTarget(
      name: "GreeterTests",
      dependencies: [
        "greeter",
        .product(name: "HalfOpen", package: "halfopen"),
        // The programs that run labs: built beside the tests, which find them there.
        .product(name: "halfopen", package: "halfopen"),
        .product(name: "halfopen-peer", package: "halfopen"),
      ],
      exclude: ["labs"]),
  ]
)
