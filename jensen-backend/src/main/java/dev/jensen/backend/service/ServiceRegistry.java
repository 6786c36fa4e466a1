package dev.jensen.backend.service;

import dev.jensen.backend.identity.Allowed;
import dev.jensen.backend.identity.AuthenticationException;
import dev.jensen.backend.identity.AuthenticationException.Kind;
import dev.jensen.backend.identity.Identity;
import dev.jensen.backend.identity.Proof;
import dev.jensen.backend.identity.ServiceProofs;
import dev.jensen.backend.model.ServiceToken;
import dev.jensen.backend.model.ServiceToken.End;
import dev.jensen.backend.model.ServiceTokens;
import dev.jensen.backend.model.ServiceUses;
import dev.jensen.backend.transaction.CommitOutcome;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.transaction.Remembered;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.backend.world.World;
import dev.jensen.value.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/// The service tokens of a deployment: gives them out, takes them back, tells what one proves
/// (`docs/decisions/0012-service-tokens.md`).
///
/// Of a token only its hash is kept, in a system table. What is in force is remembered until that
/// table changes, so that a token which is taken back ends with the commit that says so.
///
/// Thread-safe. No message and no log line repeats a token.
public final class ServiceRegistry implements ServiceProofs {

  /// The issuer of services, as functions see it. No provider can have it: it is no address.
  public static final String ISSUER = "urn:jensen:service";

  private static final Logger LOG = LoggerFactory.getLogger(ServiceRegistry.class);

  private final World world;
  private final Database database;
  private final UserGrants grants;
  private final Remembered<Map<String, Known>> known;

  /// A token in force, and who has it.
  private record Known(ServiceToken token, Identity.Service identity) {}

  /// A token that was just made.
  ///
  /// @param secret all of its text, which nobody can ask for again
  public record Created(String secret, ServiceToken token) {}

  /// A token as it is listed.
  ///
  /// @param uses null if it was never used
  public record Listed(ServiceToken token, boolean isLive, ServiceUses.@Nullable Total uses) {}

  /// @param secret of the deployment; what is signed with it is worthless to others
  public ServiceRegistry(World world, Database database, byte[] secret) {
    this.world = world;
    this.database = database;
    this.grants = new UserGrants(world, secret);
    this.known = new Remembered<>(database, ServiceRegistry::load);
  }

  private static Map<String, Known> load(Transaction transaction) {
    var tokens = new HashMap<String, Known>();
    for (var token : ServiceTokens.list(transaction)) {
      tokens.put(token.id(), new Known(token, identity(token)));
    }
    return tokens;
  }

  private static Identity.Service identity(ServiceToken token) {
    var name = new Value.Text(token.name());
    var attributes =
        Value.Obj.of(
            Map.of(
                "issuer",
                new Value.Text(ISSUER),
                "subject",
                name,
                "tokenIdentifier",
                new Value.Text("%s|%s".formatted(ISSUER, token.name())),
                "name",
                name));
    return new Identity.Service(attributes, token.id(), Allowed.all(token.allow()));
  }

  /// Makes a token.
  ///
  /// @throws ServiceTokenException if one of this name is in force, or there are too many
  public Created create(NewService service) {
    return change(transaction -> {
      var all = ServiceTokens.list(transaction);
      var now = world.now();
      if (!live(all, service.name(), now).isEmpty()) {
        throw new ServiceTokenException(
            "ServiceTokenExists",
            "There is a service token '%s' in force. Rotate or revoke it, or choose another name."
                .formatted(service.name()));
      }
      return add(transaction, all, service, now);
    });
  }

  private Created add(
      Transaction transaction, List<ServiceToken> all, NewService service, Instant now) {
    var old = all.stream().filter(one -> !one.isLive(now.minus(Limits.LISTED))).toList();
    old.forEach(one -> ServiceTokens.remove(transaction, one.id()));
    if (all.size() - old.size() >= Limits.TOKENS) {
      throw new ServiceTokenException(
          "TooManyServiceTokens",
          "A deployment has at most %d service tokens, those included that ended lately."
              .formatted(Limits.TOKENS));
    }
    var expires = now.plus(service.lifetime());
    var claims =
        JsonMapper.shared()
            .createObjectNode()
            .put("iss", ISSUER)
            .put("sub", service.name())
            .put("iat", now.getEpochSecond())
            .put("exp", expires.getEpochSecond());
    var text = TokenText.create(claims.toString(), world.random());
    var token =
        new ServiceToken(
            text.id(),
            service.name(),
            text.hash(),
            service.allow(),
            service.actAs(),
            now,
            expires,
            End.EXPIRED);
    ServiceTokens.add(transaction, token);
    return new Created(text.text(), token);
  }

  /// Makes a token that takes the place of those of the same name.
  ///
  /// @param overlap how long these stay in force
  /// @param lifetime of the new one, or null for that of the old one
  /// @throws ServiceTokenException if none is in force
  public Created rotate(String name, Duration overlap, @Nullable Duration lifetime) {
    if (overlap.isNegative() || overlap.compareTo(Limits.LIFETIME_MAX) > 0) {
      throw NewService.invalid("Tokens cannot overlap for such a time.");
    }
    return change(transaction -> {
      var all = ServiceTokens.list(transaction);
      var now = world.now();
      var live = live(all, name, now);
      if (live.isEmpty()) {
        throw none(name);
      }
      var newest = live.getLast();
      live.forEach(
          one -> ServiceTokens.replace(transaction, one.endedBy(now.plus(overlap), End.REPLACED)));
      var same = Duration.between(newest.created(), newest.expires());
      var service =
          new NewService(name, newest.allow(), newest.actAs(), lifetime == null ? same : lifetime);
      return add(transaction, all, service, now);
    });
  }

  /// Ends tokens at once.
  ///
  /// @param name of a service, or the id of one of its tokens
  /// @return how many there were
  /// @throws ServiceTokenException if none is in force
  public int revoke(String name) {
    return change(transaction -> {
      var now = world.now();
      var all = ServiceTokens.list(transaction);
      var live = all.stream().filter(one -> one.isLive(now) && isMeant(one, name)).toList();
      if (live.isEmpty()) {
        throw none(name);
      }
      live.forEach(one -> ServiceTokens.replace(transaction, one.endedBy(now, End.REVOKED)));
      return live.size();
    });
  }

  private static boolean isMeant(ServiceToken token, String name) {
    return token.name().equals(name) || token.id().equals(name);
  }

  private static List<ServiceToken> live(List<ServiceToken> all, String name, Instant now) {
    return all.stream().filter(one -> one.isLive(now) && one.name().equals(name)).toList();
  }

  private static ServiceTokenException none(String name) {
    return new ServiceTokenException(
        "NoServiceToken", "No service token '%s' is in force.".formatted(name));
  }

  /// All tokens, oldest first, those included that ended lately.
  public List<Listed> list() {
    try (var transaction = database.begin()) {
      var now = world.now();
      return ServiceTokens.list(transaction).stream()
          .filter(token -> token.isLive(now.minus(Limits.LISTED)))
          .map(token ->
              new Listed(token, token.isLive(now), ServiceUses.total(transaction, token.id())))
          .toList();
    }
  }

  /// What tokens were used for, newest first.
  public List<ServiceUses.Use> uses(int limit) {
    try (var transaction = database.begin()) {
      return ServiceUses.newest(transaction, limit);
    }
  }

  @Override
  public boolean isOne(String token) {
    return TokenText.isOne(token) || UserGrants.isOne(token);
  }

  @Override
  public Proof verify(String token) {
    if (UserGrants.isOne(token)) {
      return verifyGrant(token);
    }
    var proven = prove(token);
    return new Proof(proven.identity(), proven.token().expires(), () -> isInForce(proven.token()));
  }

  private Proof verifyGrant(String token) {
    var grant = grants.verify(token);
    if (!mayAct(grant)) {
      throw refused("The service that this token was made for may not act for the user any more.");
    }
    return new Proof(grant.user(), grant.expires(), () -> mayAct(grant));
  }

  private boolean mayAct(UserGrants.Grant grant) {
    var service = known.get().get(grant.service());
    return service != null
        && service.token().isLive(world.now())
        && UserName.isAllowed(service.token().actAs(), grant.name());
  }

  /// @throws AuthenticationException if `token` is not one, or has ended
  private Known prove(String token) {
    var text = TokenText.parse(token);
    var found = text == null ? null : known.get().get(text.id());
    if (text == null || found == null || !text.hasHash(found.token().hash())) {
      throw refused(
          "The service token is none of this deployment, or a part of it is missing or changed.");
    }
    if (!found.token().isLive(world.now())) {
      throw refused(
          "The service token '%s' %s at %s."
              .formatted(found.token().name(), end(found.token()), found.token().expires()));
    }
    return found;
  }

  private static String end(ServiceToken token) {
    return switch (token.end()) {
      case EXPIRED -> "expired";
      case REPLACED -> "was replaced by another one and ended";
      case REVOKED -> "was revoked";
    };
  }

  private boolean isInForce(ServiceToken token) {
    var now = known.get().get(token.id());
    return now != null && now.token().isLive(world.now());
  }

  private static AuthenticationException refused(String message) {
    LOG.info("Refused a token of a service: {}", message);
    return new AuthenticationException(Kind.REFUSED, "InvalidServiceToken", message);
  }

  /// A short-lived token with which a service calls as a user.
  ///
  /// @param user `ISSUER|SUBJECT`
  /// @param lifetime how long it is good, or null for as long as is usual
  /// @throws AuthenticationException if `token` proves no service, or no pattern of it allows
  ///   `user`
  /// @throws ServiceTokenException if `user` names nobody, or the lifetime cannot be
  public Exchanged exchange(String token, String user, @Nullable Duration lifetime) {
    var service = prove(token);
    if (!UserName.isOne(user)) {
      throw NewService.invalid(
          "Name the user as ISSUER|SUBJECT, such as https://issuer.test|alice.");
    }
    var asked = lifetime == null ? Limits.GRANT_DEFAULT : lifetime;
    if (!asked.isPositive() || asked.compareTo(Limits.GRANT_MAX) > 0) {
      throw NewService.invalid(
          "A service acts for a user for %d seconds at most before it asks again."
              .formatted(Limits.GRANT_MAX.toSeconds()));
    }
    if (!UserName.isAllowed(service.token().actAs(), user)) {
      var message =
          "The service token '%s' may not act as '%s': none of its --act-as patterns allows it."
              .formatted(service.token().name(), user);
      LOG.info("Refused an exchange: {}", message);
      throw new NotAllowedException(service.identity(), message);
    }
    var now = world.now();
    var wanted = now.plus(asked);
    var expires = wanted.isBefore(service.token().expires()) ? wanted : service.token().expires();
    return new Exchanged(
        grants.issue(service.token().id(), user, expires),
        Duration.between(now, expires),
        service.identity());
  }

  /// A token for a user.
  public record Exchanged(String token, Duration lifetime, Identity.Service service) {}

  /// A service may not act as the user it named.
  public static final class NotAllowedException extends RuntimeException {

    private final transient Identity.Service service;

    NotAllowedException(Identity.Service service, String message) {
      super(message);
      this.service = service;
    }

    /// The service.
    public Identity.Service service() {
      return service;
    }
  }

  private <T> T change(Function<Transaction, T> change) {
    for (int i = 0; i < Limits.ATTEMPTS; i++) {
      try (var transaction = database.begin()) {
        var result = change.apply(transaction);
        if (database.commit(transaction) instanceof CommitOutcome.Committed) {
          return result;
        }
      }
    }
    throw new ServiceTokenException(
        "OptimisticConcurrencyControlFailure",
        "Service tokens keep changing; try again in a moment.");
  }
}
