import Expectations
import Faults
import LabFile
import LabRunner
import PeerRuntime

extension ReferenceTopic {
  static let schema = ReferenceTopic(
    name: "schema",
    summary: "a JSON schema of lab files, for editors: completion, and a mark at what is wrong",
    file: "lab.schema.json"
  ) { LabSchema.root.printed() }
}

/// The JSON schema of lab files, made from the catalogs' usage lines.
///
/// It knows which words and keys there are; whether a value makes sense `halfopen validate` says, which
/// understands all of it. So the schema never refuses what `validate` accepts.
///
/// Source: JSON Schema, draft 7, which editors' YAML servers understand.
enum LabSchema {
  static let root: JSONValue = {
    var lab = keys
    lab["variants"] = [
      "description": "The same lab with other values, by the variant's name; they are laid over the lab.",
      "type": "object",
      "additionalProperties": [
        "type": "object", "properties": .object(keys), "additionalProperties": false,
      ],
    ]
    precondition(Set(lab.keys) == Set(LabKeys.lab), "the schema and the reader differ in a lab's keys")
    return [
      "$schema": "http://json-schema.org/draft-07/schema#", "title": "A lab of halfopen", "type": "object",
      "properties": .object(lab),
      // Variants may hold what the lab itself leaves out.
      "anyOf": [["required": .list(LabKeys.required.map { .text($0) })], ["required": ["variants"]]],
      "additionalProperties": false,
      "definitions": [
        "step": words(stepUsages), "fault": words(faultUsages),
        "expectation": words(expectationUsages),
        "program": program,
      ],
    ]
  }()

  private static let keys: [String: JSONValue] = [
    "title": ["description": "The situation in one line.", "type": "string"],
    "claims": [
      "description": "What sources say of the situation; their verdicts are computed.", "type": "array",
      "items": object(
        LabKeys.claim,
        [
          "text": ["type": "string"], "source": ["type": "string"],
          "test": ["type": "array", "items": reference("expectation")],
        ]),
    ],
    "hosts": [
      "description": "Each with a network stack of its own.", "type": "object",
      "additionalProperties": nullable(
        object(LabKeys.host, ["sysctl": sysctls, "sysctl-if-present": sysctls])),
    ],
    "network": object(
      LabKeys.network,
      [
        "switches": [
          "type": "object", "additionalProperties": ["type": "array", "items": ["type": "string"]],
        ],
        "routers": ["type": "object", "additionalProperties": nullable(object(LabKeys.router, [:]))],
      ]),
    "processes": [
      "description": "'socket' is the instrumented peer, 'command' any program.", "type": "object",
      "additionalProperties": object(
        LabKeys.process,
        [
          "on": ["description": "The host.", "type": "string"], "socket": reference("program"),
          "command": ["type": "array", "items": scalar], "environment": ["type": "object"],
          "files": ["type": "object"], "ready": ["type": "object"],
        ]),
    ],
    "faults": ["description": "In force from the start.", "type": "array", "items": reference("fault")],
    "steps": ["description": "One after the other.", "type": "array", "items": reference("step")],
    "expect": [
      "description": "What the lab passes or fails on.", "type": "array", "items": reference("expectation"),
    ],
    "slow": ["description": "How long it takes: it runs only with --slow.", "type": ["string", "number"]],
    "machine-wide": [
      "description": "Why it takes the whole machine: it runs only with --machine-wide.", "type": "string",
    ],
  ]

  private static let scalar: JSONValue = ["type": ["string", "number", "boolean"]]
  private static let sysctls: JSONValue = ["type": "object", "additionalProperties": scalar]

  private static func reference(_ name: String) -> JSONValue { ["$ref": .text("#/definitions/\(name)")] }

  private static func nullable(_ schema: JSONValue) -> JSONValue { ["anyOf": [["type": "null"], schema]] }

  /// An object with exactly these keys; those that nothing is said of may hold anything.
  private static func object(_ keys: [String], _ known: [String: JSONValue]) -> JSONValue {
    let properties = Dictionary(uniqueKeysWithValues: keys.map { ($0, known[$0] ?? [:]) })
    return ["type": "object", "properties": .object(properties), "additionalProperties": false]
  }

  /// Operations of the instrumented peer, and those that hold others.
  private static let program: JSONValue = [
    "type": "array",
    "items": [
      "anyOf": [
        [
          "type": "string",
          "pattern": .text("^(\(PeerOperationCatalog.all.map { $0.name }.joined(separator: "|")))( |$)"),
        ],
        ["type": "object", "maxProperties": 1, "additionalProperties": [:]],
      ]
    ],
  ]

  // MARK: Words

  /// A word of a lab file: what it means, and the lines that show its forms.
  private struct Word {
    var kind: String
    var summary: String
    var usage: String
    /// It may say when it is to be done.
    var mayWait = false
  }

  private static let faultUsages = FaultCatalog.all.map {
    Word(kind: $0.kind, summary: $0.summary, usage: $0.usage, mayWait: true)
  }
  private static let expectationUsages = ExpectationCatalog.all.map {
    Word(kind: $0.kind, summary: $0.summary, usage: $0.usage)
  }
  private static let stepUsages =
    faultUsages + StepCatalog.reference.map { Word(kind: $0.kind, summary: $0.summary, usage: $0.usage) }
    + WaitCatalog.all.map { Word(kind: "wait", summary: "", usage: $0.usage) }

  /// What a fault's short form stands for, where the long one is needed: `unplug: { host: server, when: … }`.
  private static let longForms = [
    "HOST": "host", "PROCESS": "process", "PACKETS": "packets", "NAME": "name", "PLACE": "host",
  ]

  /// An object with one of the words; each of its forms is allowed.
  private static func words(_ words: [Word]) -> JSONValue {
    var properties: [String: JSONValue] = [:]
    for kind in Set(words.map(\.kind)) {
      let own = words.filter { $0.kind == kind }
      var forms = own.flatMap { word in
        word.usage.split(separator: "\n").map { UsageForm(usage: String($0), of: kind) }
      }
      if own.contains(where: \.mayWait) {
        let keys = forms.compactMap { form in
          if case .value(let text) = form { longForms.first { text.hasPrefix($0.key) }?.value } else { nil }
        }
        forms.append(.mapping((keys + ["when"]).map { UsageForm.Member(keys: [$0], form: .value("MOMENT")) }))
      }
      properties[kind] = schema(of: forms, describing: own.first { !$0.summary.isEmpty }?.summary)
    }
    return [
      "anyOf": [
        [
          "type": "object", "properties": .object(properties), "additionalProperties": false,
          "minProperties": 1,
          "maxProperties": 1,
        ],
        ["type": "string", "enum": .list(properties.keys.sorted().map { .text($0) })],
      ]
    ]
  }

  /// What all forms of one place allow together.
  private static func schema(of forms: [UsageForm], describing summary: String? = nil) -> JSONValue {
    var choices: [JSONValue] = []
    var members: [String: [UsageForm]] = [:]
    for form in forms {
      switch form {
      // A moment has forms of its own, mappings among them (docs/notation.md).
      case .value(let text) where text.contains("MOMENT"): choices.append([:])
      case .value, .list: choices.append(["type": ["string", "number", "boolean", "array", "null"]])
      case .mapping(let own):
        for member in own { for key in member.keys { members[key, default: []].append(member.form) } }
      }
    }
    if !members.isEmpty {
      // Keys with dots are examples of names that the kernel has many of.
      let isOpen = members.keys.contains { $0.contains(".") || $0.contains { $0.isUppercase } }
      let properties: JSONValue = isOpen ? [:] : .object(members.mapValues { schema(of: $0) })
      choices.append(["type": "object", "properties": properties, "additionalProperties": .flag(isOpen)])
    }
    let unique = choices.reduce(into: [JSONValue]()) { if !$0.contains($1) { $0.append($1) } }
    var result: [String: JSONValue] = unique.count == 1 ? [:] : ["anyOf": .list(unique)]
    if unique.count == 1, case .object(let only)? = unique.first { result = only }
    if let summary { result["description"] = .text(summary) }
    return .object(result)
  }
}
