package dev.jensen.backend.query;

import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Short forms for tests of queries.
final class Queries {

  private static final JsonFactory JSON = new JsonFactory();

  private Queries() {}

  static Query parse(String json) {
    try (var parser = JSON.createParser(ObjectReadContext.empty(), json)) {
      parser.nextToken();
      return QueryParser.parse(parser);
    }
  }

  /// A query of everything in `table`, operators given as JSON.
  static String fullScan(String table, String order, String... operators) {
    return """
    {"source":{"type":"FullTableScan","tableName":"%s","order":%s},"operators":[%s]}\
    """
        .formatted(table, order, String.join(",", operators));
  }

  /// A query of an index, bounds given as JSON.
  static String indexRange(String index, String order, String... bounds) {
    return """
    {"source":{"type":"IndexRange","indexName":"%s","range":[%s],"order":%s},"operators":[]}\
    """
        .formatted(index, String.join(",", bounds), order);
  }

  static String bound(String type, String field, String value) {
    return """
    {"type":"%s","fieldPath":"%s","value":%s}\
    """
        .formatted(type, field, value);
  }
}
