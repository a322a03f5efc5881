#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/sources/infrared_options.hpp"
#include "counterpoint/sources/infrared_rows.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace counterpoint {

/// 0 of an empty text, which identifies nothing. \source Fowler, Noll & Vo, FNV-1a
[[nodiscard]] std::uint64_t hash_of_identifier(std::string_view text);

/// Collective. Finds the rows that repeat a star: those for which a row with a lower ir_id has the
/// same identifier and is not farther than RepeatRules::largest_of_one_identifier, or lies within
/// rules.within. It does not matter whether that other row repeats one itself, nor which rank has
/// it, so the answer does not depend on ranks.
/// \param rows  of this rank, with the ir_id that no other row of any rank has
/// \param identifiers  of the rows, by hash_of_identifier(); empty unless rules.by_identifier
/// \return the places in `rows`, ascending
[[nodiscard]] std::vector<std::size_t> find_repeats(const Communicator& comm,
                                                    const RepeatRules& rules,
                                                    const InfraredRows& rows,
                                                    std::span<const std::uint64_t> identifiers);

/// For the user: how many rows were left out, and by which rules.
[[nodiscard]] std::string note_on_merged(const InfraredOptions& options, std::int64_t n_merged);

} // namespace counterpoint
