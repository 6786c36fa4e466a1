package dev.jensen.backend.function;

import dev.jensen.backend.file.FileStorage;
import dev.jensen.backend.file.Sha256MismatchException;
import dev.jensen.backend.model.FunctionType;
import dev.jensen.backend.model.Origins;
import dev.jensen.backend.model.StoredFile;
import dev.jensen.backend.transaction.LimitExceededException;
import dev.jensen.backend.transaction.Transaction;
import dev.jensen.value.DocumentId;
import dev.jensen.value.JsonFormat;
import dev.jensen.value.Value;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `ctx.storage` of one running function (`spec/function-runtime.md` §§6.2, 8.1): in its own
/// transaction, or, of an action, each call in one of its own.
final class StorageCalls implements Contents {

  private static final String PREFIX = "1.0/storage";
  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final String NULL = "null";

  private final FileStorage files;
  private final FunctionType type;
  private final Deployed deployed;
  private final FileUsage usage;
  private final Function<Function<Transaction, String>, String> transactions;

  private StorageCalls(
      FileStorage files,
      FunctionType type,
      Deployed deployed,
      FileUsage usage,
      Function<Function<Transaction, String>, String> transactions) {
    this.files = files;
    this.type = type;
    this.deployed = deployed;
    this.usage = usage;
    this.transactions = transactions;
  }

  /// Of a query or mutation.
  static StorageCalls in(FileStorage files, ExecutionScope scope) {
    return new StorageCalls(
        files,
        scope.function().type(),
        scope.deployed(),
        scope.files(),
        call -> call.apply(scope.transaction()));
  }

  /// Of an action.
  static StorageCalls ofAction(FileStorage files, Deployed deployed) {
    return new StorageCalls(files, FunctionType.ACTION, deployed, new FileUsage(), files::change);
  }

  /// Whether the syscall of this name is about files.
  static boolean isOne(String operation) {
    return operation.startsWith(PREFIX);
  }

  /// Answers a syscall about files.
  String answer(String operation, String json) {
    return switch (operation.substring(PREFIX.length())) {
      case "GetUrl" -> getUrl(SyscallArguments.parse("storage.getUrl", json));
      case "GetMetadata" -> getMetadata(SyscallArguments.parse("storage.getMetadata", json));
      case "GenerateUploadUrl" -> generateUploadUrl();
      case "Delete" -> delete(SyscallArguments.parse("storage.delete", json));
      case "Store" -> store(SyscallArguments.parse("storage.store", json));
      case "Get" -> get(SyscallArguments.parse("storage.get", json));
      default -> throw new SyscallException("Unknown async operation %s".formatted(operation));
    };
  }

  private String getUrl(SyscallArguments arguments) {
    var id = arguments.text("storageId");
    return transactions.apply(transaction -> {
      var file = find(transaction, id);
      return file == null ? NULL : text("%s/api/storage/%s".formatted(cloudUrl(), file.url()));
    });
  }

  private String getMetadata(SyscallArguments arguments) {
    var id = arguments.text("storageId");
    return transactions.apply(transaction -> {
      var file = find(transaction, id);
      return file == null ? NULL : JsonFormat.ENCODED.write(metadata(file));
    });
  }

  private static Value metadata(StoredFile file) {
    var sha256 = HexFormat.of().formatHex(Base64.getDecoder().decode(file.sha256()));
    return Value.Obj.of(
        Map.of(
            "storageId", new Value.Text(file.url().toString()),
            "sha256", new Value.Text(sha256),
            "size", new Value.Float64(file.size()),
            "contentType", contentType(file)));
  }

  private static Value contentType(StoredFile file) {
    var type = file.contentType();
    return type == null ? new Value.Null() : new Value.Text(type);
  }

  private String generateUploadUrl() {
    requireWriter("generateUploadUrl");
    return text(
        "%s/api/storage/upload?token=%s".formatted(cloudUrl(), files.uploadTokens().issue()));
  }

  private void requireWriter(String method) {
    if (type == FunctionType.QUERY) {
      throw new SyscallException("`storage.%s` is not available in queries.".formatted(method));
    }
  }

  private String delete(SyscallArguments arguments) {
    requireWriter("delete");
    var id = arguments.text("storageId");
    return transactions.apply(transaction -> {
      var file = find(transaction, id);
      if (file == null) {
        throw new SyscallException("storage id %s not found".formatted(id));
      }
      file.delete(transaction);
      return NULL;
    });
  }

  private String store(SyscallArguments arguments) {
    requireMutation("store");
    var blob = arguments.text("blob");
    // Before anything is decoded.
    usage.write(decodedLength(blob));
    var file =
        received(
            new ByteArrayInputStream(decoded(blob)),
            arguments.optionalText("contentType"),
            arguments.optionalText("sha256"));
    return added(file);
  }

  /// Actions send and get contents as they are.
  private void requireMutation(String method) {
    if (type != FunctionType.MUTATION) {
      throw new SyscallException(
          "`storage.%s` is not available so in %s functions."
              .formatted(method, type.display().toLowerCase(Locale.ROOT)));
    }
  }

  private static long decodedLength(String base64) {
    int padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
    return base64.length() * 3L / 4 - padding;
  }

  private static byte[] decoded(String blob) {
    try {
      return Base64.getDecoder().decode(blob);
    } catch (IllegalArgumentException e) {
      throw SyscallException.invalidArgument(
          "blob", "storage.store", "it must be base64: %s".formatted(e.getMessage()));
    }
  }

  private StoredFile received(
      InputStream content, @Nullable String contentType, @Nullable String sha256) {
    try {
      var type = contentType == null || contentType.isEmpty() ? null : contentType;
      return files.receive(content, type, sha256);
    } catch (Sha256MismatchException e) {
      throw new SyscallException(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Adds a file whose content is there, and returns its id as JSON.
  private String added(StoredFile file) {
    return transactions.apply(transaction -> {
      file.insert(transaction);
      return text(file.id().toString());
    });
  }

  private String get(SyscallArguments arguments) {
    requireMutation("get");
    var id = arguments.text("storageId");
    return transactions.apply(transaction -> {
      var file = find(transaction, id);
      return file == null ? NULL : content(file);
    });
  }

  private String content(StoredFile file) {
    usage.read(file.size());
    try (var content = files.open(file)) {
      var blob = Base64.getEncoder().encodeToString(content.readAllBytes());
      return JsonFormat.ENCODED.write(
          Value.Obj.of(Map.of("blob", new Value.Text(blob), "contentType", contentType(file))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String storeBlob(
      InputStream content, @Nullable String contentType, @Nullable String expectedSha256) {
    requireWriter("store");
    var source = type == FunctionType.MUTATION ? counted(content) : content;
    var file = received(source, contentType, expectedSha256);
    try {
      return transactions.apply(transaction -> {
        file.insert(transaction);
        return file.id().toString();
      });
    } catch (LimitExceededException e) {
      throw new SyscallException(String.valueOf(e.getMessage()));
    }
  }

  /// What a mutation stores is counted before anything is stored.
  private InputStream counted(InputStream content) {
    try {
      byte[] bytes = content.readNBytes((int) FileUsage.BYTES_MAX + 1);
      usage.write(bytes.length);
      return new ByteArrayInputStream(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public @Nullable OpenBlob openBlob(String storageId) {
    requireWriter("get");
    var found = new AtomicReference<@Nullable StoredFile>();
    var _ =
        transactions.apply(transaction -> {
          found.set(find(transaction, storageId));
          return NULL;
        });
    var file = found.get();
    if (file == null) {
      return null;
    }
    if (type == FunctionType.MUTATION) {
      usage.read(file.size());
    }
    try {
      return new OpenBlob(file.contentType(), file.size(), files.open(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable StoredFile find(Transaction transaction, String storageId) {
    var id = DocumentId.parseOrNull(storageId);
    if (id != null && !StoredFile.isFileId(id)) {
      throw new SyscallException(
          "Invalid storage ID. Storage ID cannot be an ID on any table other than '_storage'.");
    }
    if (id != null) {
      return StoredFile.find(transaction, id);
    }
    if (!UUID_FORM.matcher(storageId).matches()) {
      throw new SyscallException(
          "Invalid storage ID: \"%s\". Storage ID should be an\n Id of '_storage' table, or a UUID string."
              .formatted(storageId));
    }
    return StoredFile.find(transaction, UUID.fromString(storageId));
  }

  private String cloudUrl() {
    var url = deployed.code().environment().get(Origins.CLOUD_VARIABLE);
    if (url == null) {
      throw new IllegalStateException("the deployment does not know its own address");
    }
    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  private static String text(String text) {
    return JsonFormat.ENCODED.write(new Value.Text(text));
  }
}
