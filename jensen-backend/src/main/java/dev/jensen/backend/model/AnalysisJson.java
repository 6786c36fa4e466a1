package dev.jensen.backend.model;

import tools.jackson.databind.json.JsonMapper;

/// How an [AnalyzedModule] is stored: JSON with the record's own field names.
final class AnalysisJson {

  private static final JsonMapper JSON = JsonMapper.shared();

  private AnalysisJson() {}

  static String write(AnalyzedModule module) {
    return JSON.writeValueAsString(module);
  }

  static AnalyzedModule read(String json) {
    return JSON.readValue(json, AnalyzedModule.class);
  }
}
