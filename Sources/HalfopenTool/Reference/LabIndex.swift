import Evidence
import LabFile
import LabModel
import Reports

/// The index of a folder of labs, as its README: every lab, its title, its claims and what came of them.
enum LabIndex {
  /// - Parameter ledger: The verdicts; a claim that no run judged has none.
  static func markdown(_ documents: [LabDocument], ledger: ClaimLedger) -> String {
    var text = """
      # Labs

      \(Markup.markdown("\(documents.count) labs: one file, one situation, with the sources' claims about it.")) \
      \(kernels(ledger)) What each claim is judged by stands in the lab; the [ledger](../docs/claims.md) has the evidence. \
      A lab that takes as long as production's own timeouts runs only with `--slow`, one that takes the whole machine \
      only with `--machine-wide`. `make claims` writes this page.

      """
    var theme: Substring?
    for document in documents {
      guard let lab = document.labs.first else { continue }
      let own = lab.name.prefix { $0 != "/" }
      if own != theme {
        text += "\n## \(Markup.markdown(String(own)))\n\n"
        text +=
          MarkdownTable(head: ["lab", "situation", "what is claimed, and the verdict"], rows: []).description
        theme = own
      }
      text += row(document.labs, lab, ledger)
    }
    return text
  }

  private static func kernels(_ ledger: ClaimLedger) -> String {
    guard !ledger.kernels.isEmpty else { return "" }
    return "Verdicts are of Linux \(ledger.kernels.map { Markup.markdown($0) }.joined(separator: ", "))."
  }

  private static func row(_ variants: [Lab], _ lab: Lab, _ ledger: ClaimLedger) -> String {
    let path = lab.name + ".yaml"
    var name = "[\(Markup.markdown(String(lab.name.drop { $0 != "/" }.dropFirst())))](\(path))"
    let names = variants.compactMap { one in
      one.variant.map { one.slow == nil || lab.slow != nil ? $0 : "\($0) (slow)" }
    }
    if !names.isEmpty { name += ": \(Markup.markdown(names.joined(separator: ", ")))" }
    var situation = Markup.markdown(lab.title)
    if let slow = lab.slow { situation += " *(slow: \(slow.labText))*" }
    if let why = lab.machineWide { situation += " *(machine-wide: \(Markup.markdown(why)))*" }
    let claims = ledger.entries.filter { $0.lab == lab.name }
    let judged = claims.map { claim in
      // The ledger has what was seen; here it is enough in which variants.
      let variants = claim.evidence.split(separator: " (here: ", maxSplits: 1).first.map(String.init) ?? ""
      return "\(Markup.markdown(claim.text)) (\(Markup.markdown(claim.source))) **\(claim.verdict.words)**"
        + (claim.verdict == .kernelDependent ? ", \(Markup.markdown(variants))" : "")
    }
    var known = Set(claims.map(\.text))
    let unjudged = variants.flatMap(\.claims).filter { known.insert($0.text).inserted }.map {
      "\(Markup.markdown($0.text)) (\(Markup.markdown($0.source))) not run"
    }
    let cells = [name, situation, (judged + unjudged).joined(separator: "<br>")]
    return "| \(cells.joined(separator: " | ")) |\n"
  }
}
