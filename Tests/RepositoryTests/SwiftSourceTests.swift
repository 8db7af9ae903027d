import Testing

@Suite("Reading Swift code for the repository's rules")
struct SwiftSourceTests {
  @Test("Words in comments and strings are not code")
  func blanking() {
    // Rules out that a brace or an `import` in a text is taken for code.
    let source = SwiftSource(
      #"""
      // import A
      /* import B /* { */ import C */
      let a = "import D { \(f("}")) {"
      let b = """
        import E
        """
      let c = #"\( " {"#
      import F
      """#)
    #expect(source.imports.map(\.module) == ["F"])
    #expect(source.imports.map(\.line) == [8])
    #expect(!source.code.joined().contains("{") && !source.code.joined().contains("}"))
    #expect(source.code.count == source.lines.count)
  }

  @Test("Imports are found with their access level and attributes")
  func imports() {
    // Rules out that an arrow hides behind a modifier.
    let source = SwiftSource(
      "package import A\n@testable import B\n@preconcurrency public import C\nimport struct D.E\nlet important = F\n"
    )
    #expect(source.imports.map(\.module) == ["A", "B", "C", "D"])
  }

  @Test("A function's length counts from its first line to its closing brace")
  func functionLengths() {
    // Rules out that a closure, a default value or a protocol's requirement ends or starts a body.
    let source = SwiftSource(
      """
      protocol P {
        func requirement(_ a: Int) -> Int
        init()
        var count: Int { get }
      }
      struct S {
        init(_ body: () -> Void = { print("}") }) {
          self.init()
        }
        func two(
          a: Int
        ) where A: B
        {
          if a { b { c } }
        }
        func one() { }
      }
      """)
    #expect(
      source.functions == [
        .init(name: "init", line: 7, length: 3),
        .init(name: "func two", line: 10, length: 6),
        .init(name: "func one", line: 16, length: 1),
      ])
  }

  @Test("A type is documented when a doc comment stands right above it")
  func documentation() {
    // Rules out that an attribute between, or a plain comment, decides.
    let source = SwiftSource(
      """
      /// Said.
      @frozen
      package struct A {
        package enum B {}
        // not said
        package final class C {}
        struct Inner {}
      }
      """)
    #expect(source.documentableTypes.map(\.name) == ["A", "B", "C"])
    #expect(source.documentableTypes.map(\.isDocumented) == [true, false, false])
    #expect(source.mainType == "A")
  }
}
