package dev.jensen.backend.model;

import dev.jensen.backend.transaction.Document;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The service tokens of a deployment, one document each, oldest first.
public final class ServiceTokens {

  private ServiceTokens() {}

  /// All of them, ended ones included.
  public static List<ServiceToken> list(Transaction transaction) {
    return SystemTable.SERVICE_TOKENS.all(transaction).stream().map(ServiceTokens::read).toList();
  }

  /// Adds one.
  public static void add(Transaction transaction, ServiceToken token) {
    var _ = SystemTable.SERVICE_TOKENS.insert(transaction, fields(token));
  }

  /// Changes the one of the same id.
  ///
  /// @throws IllegalArgumentException if there is none
  public static void replace(Transaction transaction, ServiceToken token) {
    SystemTable.SERVICE_TOKENS.replace(
        transaction, document(transaction, token.id()), fields(token));
  }

  /// Forgets one, and how often it was used.
  ///
  /// @throws IllegalArgumentException if there is none
  public static void remove(Transaction transaction, String id) {
    SystemTable.SERVICE_TOKENS.delete(transaction, document(transaction, id));
    ServiceUses.forget(transaction, id);
  }

  private static Document document(Transaction transaction, String id) {
    return SystemTable.SERVICE_TOKENS.all(transaction).stream()
        .filter(document -> Fields.text(document, "token").equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no service token " + id));
  }

  private static Map<String, Value> fields(ServiceToken token) {
    return new Fields()
        .with("token", token.id())
        .with("name", token.name())
        .with("hash", token.hash())
        .with("allow", texts(token.allow()))
        .with("actAs", texts(token.actAs()))
        .with("created", Millis.value(token.created()))
        .with("expires", Millis.value(token.expires()))
        .with("end", token.end().name())
        .map();
  }

  private static Value.Array texts(List<String> texts) {
    return new Value.Array(texts.stream().<Value>map(Value.Text::new).toList());
  }

  private static ServiceToken read(Document document) {
    return new ServiceToken(
        Fields.text(document, "token"),
        Fields.text(document, "name"),
        Fields.text(document, "hash"),
        texts(document, "allow"),
        texts(document, "actAs"),
        Millis.read(document, "created"),
        Millis.read(document, "expires"),
        ServiceToken.End.valueOf(Fields.text(document, "end")));
  }

  private static List<String> texts(Document document, String field) {
    var texts = new ArrayList<String>();
    if (document.value().get(field) instanceof Value.Array(var items)) {
      items.forEach(item -> texts.add(((Value.Text) item).value()));
    }
    return texts;
  }
}
