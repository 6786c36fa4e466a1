package dev.jensen.backend.token;

import dev.jensen.value.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Why a token is accepted or refused, claim by claim. Repeats no signature and no secret.
///
/// @param code of the refusal, or null if the token is accepted
/// @param reason of the refusal, or who the token proves
/// @param provider which one the token belongs to, or null if there is none
/// @param lines what there is to say about its parts
/// @param identity what functions see, or null
public record TokenReport(
    @Nullable String code,
    String reason,
    @Nullable String provider,
    List<Line> lines,
    Value.@Nullable Obj identity) {

  /// One part of a token.
  ///
  /// @param part such as `aud`
  /// @param isGood whether it is as it must be
  public record Line(String part, boolean isGood, String text) {}

  public TokenReport {
    lines = List.copyOf(lines);
  }

  /// Whether the token is accepted.
  public boolean isAccepted() {
    return code == null;
  }
}
