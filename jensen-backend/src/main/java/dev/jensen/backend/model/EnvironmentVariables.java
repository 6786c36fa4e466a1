package dev.jensen.backend.model;

import dev.jensen.backend.transaction.Document;
import dev.jensen.backend.transaction.Transaction;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The environment variables that users set (`spec/deploy-api.md` §10).
public final class EnvironmentVariables {

  private EnvironmentVariables() {}

  /// All variables, in the order of their names.
  public static SequencedMap<String, String> load(Transaction transaction) {
    var variables = new TreeMap<String, String>();
    for (var document : SystemTable.ENVIRONMENT_VARIABLES.all(transaction)) {
      variables.put(Fields.text(document, "name"), Fields.text(document, "value"));
    }
    return variables;
  }

  /// Sets variables, or removes those whose value is null. Checks nothing.
  public static void change(Transaction transaction, Map<String, @Nullable String> changes) {
    var documents = new TreeMap<String, Document>();
    for (var document : SystemTable.ENVIRONMENT_VARIABLES.all(transaction)) {
      documents.put(Fields.text(document, "name"), document);
    }
    changes.forEach((name, value) -> {
      var fields = new Fields().with("name", name).with("value", value).map();
      var old = documents.get(name);
      if (value != null && old != null) {
        SystemTable.ENVIRONMENT_VARIABLES.replace(transaction, old, fields);
      } else if (value != null) {
        SystemTable.ENVIRONMENT_VARIABLES.insert(transaction, fields);
      } else if (old != null) {
        SystemTable.ENVIRONMENT_VARIABLES.delete(transaction, old);
      }
    });
  }
}
