package dev.jensen.backend.model;

import dev.jensen.backend.transaction.Document;
import dev.jensen.value.DocumentId;
import org.jspecify.annotations.Nullable;

/// What is known of one deployed module without reading its text.
///
/// @param sha256 as in [Module#sha256()]
/// @param analysis null for chunks under `_deps/`
public record DeployedModule(
    String path,
    Module.Environment environment,
    String sha256,
    @Nullable AnalyzedModule analysis,
    DocumentId source) {

  static DeployedModule read(Document document) {
    var analysis = Fields.textOrNull(document, "analysis");
    return new DeployedModule(
        Fields.text(document, "path"),
        Module.Environment.valueOf(Fields.text(document, "environment")),
        Fields.text(document, "sha256"),
        analysis == null ? null : AnalysisJson.read(analysis),
        DocumentId.parse(Fields.text(document, "source")));
  }
}
