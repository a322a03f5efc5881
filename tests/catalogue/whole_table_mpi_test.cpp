#include "reading.hpp"
#include "values.hpp"

#include "counterpoint/comm/failure.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

// One rank reads, all have the table.
namespace counterpoint {
namespace {

using namespace test_support;
using Path = std::filesystem::path;

struct WholeTableOnRanks : testing::Test {
  Communicator comm = Communicator::world();
  SharedFolder folder{comm};
};

TEST_F(WholeTableOnRanks, only_rank_0_opens_the_files) {
  folder.write("a.tsv", "# made by a test\nra\tid\tname\tks\ndeg\t \t \tmag\n---\t---\t---\t---\n"
                        "1.5\t9223372036854775807\tfirst\t12.5\n-2.5\t7\t\t\n");
  folder.write("b.tsv.gz", gzipped("ra\tid\tname\tks\ndeg\t \t \tmag\n---\t---\t---\t---\n"
                                   "3.5\t8\tthird\t14\n"));
  const FilesSeenBy seen{folder, comm.is_root()};
  const WholeTable table = read_whole_table(comm, std::array{Path{"a.tsv"}, Path{"b.tsv.gz"}});

  EXPECT_EQ(table.n_rows, 3);
  ASSERT_EQ(table.columns.size(), 4U);
  EXPECT_EQ(table.columns[0].name, "ra");
  EXPECT_EQ(table.columns[0].unit, "deg");
  EXPECT_EQ(table.columns[3].unit, "mag");
  EXPECT_TRUE(same(values<double>(table, "ra"), {1.5, -2.5, 3.5}));
  EXPECT_EQ(values<std::int64_t>(table, "id"),
            (std::vector<std::int64_t>{9223372036854775807, 7, 8}));
  EXPECT_EQ(values<std::string>(table, "name"), (std::vector<std::string>{"first", "", "third"}));
  EXPECT_TRUE(same(values<double>(table, "ks"), {12.5, std::nan(""), 14}));
  EXPECT_EQ(table.locate(2), "b.tsv.gz row 1");
}

TEST_F(WholeTableOnRanks, declarations_and_notes_arrive) {
  folder.write("a.reg", "fk5\ncircle(1,2,3\") # text={abc}\n-circle(1,2,3\")\n");
  const FilesSeenBy seen{folder, comm.is_root()};
  const WholeTable table = read_whole_table(comm, std::array{Path{"a.reg"}});
  ASSERT_EQ(table.notes.size(), 1U);
  EXPECT_MENTIONS(table.notes[0], "1 excluded regions");
  const TableColumn& ra = table.column("ra");
  EXPECT_EQ(ra.ucd, "pos.eq.ra;meta.main");
  EXPECT_EQ(ra.description, "right ascension of the centre");
}

TEST_F(WholeTableOnRanks, what_rank_0_cannot_read_fails_on_all) {
  folder.write("a.csv", "x,x\n1,2\n");
  const FilesSeenBy seen{folder, comm.is_root()};
  const auto message_of = [&](const char* file) {
    try {
      (void)read_whole_table(comm, std::array{Path{file}});
    } catch (const JointError& error) {
      return std::string{error.what()};
    }
    return std::string{"no failure of all ranks"};
  };
  EXPECT_MENTIONS(message_of("a.csv"), "'a.csv' has two columns named 'x'");
  EXPECT_MENTIONS(message_of("none.csv"), "there is no file 'none.csv'");
}

} // namespace
} // namespace counterpoint
