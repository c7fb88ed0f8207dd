// Sequences: a recurrent network hears a melody note by note, remembers what it heard, and plays on by itself.
#include <algorithm>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include <tapeless/tapeless.hpp>
#include <tapeless/train/require.hpp>

#include "picture.hpp"

using namespace tapeless;

// Frère Jacques, a letter for each note; g is the low G.
constexpr std::string_view song = "CDECCDECEFGEFGGAGFECGAGFECCgCCgC", notes = "gCDEFGA";
constexpr int period = static_cast<int>(song.size()), kinds = static_cast<int>(notes.size()), length = 40;

constexpr auto sound = input<"sound", kinds>;  // the note that sounds now: 1 at its place, 0 elsewhere
constexpr auto memory = slot<"memory", 24>;    // what the network remembers, at first 0
constexpr auto next = tanh(dense<"hear", 24>(sound) + dense<"remember", 24>(memory));  // what it remembers then
constexpr auto guess = dense<"play", kinds>(next);  // logits of the note that follows

// The same step again and again, along a melody of fixed length; the loss is the mean over all its notes.
constexpr auto sounds = input<"sounds", length, kinds>;
constexpr auto following = input<"following", length, kinds>;
constexpr auto memories = scan(next, each(sound, sounds), carry(memory, next));
constexpr auto loss = softmax_cross_entropy(dense<"play", kinds>(memories), following);

std::size_t note_at(int t) { return notes.find(song[static_cast<std::size_t>(t % period)]); }
void add(std::vector<float>& rows, std::size_t note) {
  for (std::size_t k = 0; k < kinds; ++k) rows.push_back(k == note ? 1.0f : 0.0f);
}

int main() {
  std::vector<float> now, later;  // the melody, begun at each of its notes, and what follows
  for (int start = 0; start < period; ++start)
    for (int t = start; t < start + length; ++t) add(now, note_at(t)), add(later, note_at(t + 1));

  training_step<loss, adam{0.01}, batch<32>> net{seed{1}};
  std::puts(" step     loss");
  for (int i = 0; i <= 400; ++i) {
    const float l = require(net.step(sounds = now, following = later));
    if (i % 100 == 0) std::printf("%5d %8.3f\n", i, l);
  }

  // The best that a player without memory can do: after each note, play the one that most often follows it.
  std::size_t follows[kinds][kinds] = {}, most_often[kinds];
  for (int t = 0; t < period; ++t) ++follows[note_at(t)][note_at(t + 1)];
  for (std::size_t k = 0; k < kinds; ++k)
    most_often[k] = static_cast<std::size_t>(std::max_element(follows[k], follows[k] + kinds) - follows[k]);

  program<guess, assign(memory, next)> player{net.parameters()};  // one step a call; then memory becomes next
  std::vector<double> times, truth, played, missed_at, missed;
  std::string heard, tune;
  int right = 0, lucky = 0;
  std::size_t note = note_at(0);
  for (int t = 0; t < 8 + 2 * period; ++t) {  // eight notes are given, two rounds are its own
    if (t < 8) note = note_at(t), heard += notes[note];
    else {
      tune += notes[note];
      right += note == note_at(t);
      if (const std::size_t habit = most_often[note_at(t - 1)]; habit == note_at(t)) ++lucky;
      else missed_at.push_back(t), missed.push_back(static_cast<double>(habit));
    }
    times.push_back(t), truth.push_back(static_cast<double>(note_at(t))), played.push_back(static_cast<double>(note));
    std::vector<float> ear;
    add(ear, note);
    require(player.run(sound = ear));
    note =
        static_cast<std::size_t>(std::max_element(player[guess].begin(), player[guess].end()) - player[guess].begin());
  }
  std::printf("\nheard:  %s\nplayed: %s\n", heard.c_str(), tune.c_str());
  std::printf("right with memory: %d of %d\n", right, 2 * period);
  std::printf("right without memory: %d of %d\n", lucky, 2 * period);

  picture p("28_sequences.svg", 900, 420);
  p.columns("song", times, truth).columns("played", times, played).columns("missed", missed_at, missed);
  p << "set xlabel 'note number'; set ylabel 'pitch'; set xrange [-1:72]; set yrange [-0.7:8.5]; set key top right\n"
    << "set ytics ('low G' 0, 'C' 1, 'D' 2, 'E' 3, 'F' 4, 'G' 5, 'A' 6)\n"
    << "set arrow from 7.5,-0.7 to 7.5,7 nohead linestyle 7 dashtype 2; set label 'heard' at 7,7.3 right\n"
    << "set label 'played from here on' at 8,7.3\n"
    << "plot $song with points pointtype 6 pointsize 1.1 linewidth 1.5 linecolor '#777777' title 'the song',"
    << "$played with points pointtype 7 pointsize 0.6 linecolor '#0072b2' title 'with memory',"
    << "$missed with points pointtype 2 pointsize 0.8 linecolor '#d55e00' title 'without memory, wrong'\n";
}
